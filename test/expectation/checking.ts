import { expect } from 'vitest';
import { collect, collectAsync, type Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { textFile } from '../../src/document/file.js';
import { checkExpectations } from '../../src/expectation/check.js';
import type { Exception, ExpectationResult } from '../../src/expectation/model.js';
import { exceptionText, reportExpectations } from '../../src/expectation/report.js';
import { readSources } from '../../src/formats/read-sources.js';
import { type Linked, link } from '../../src/policy/link.js';
import { Resolver } from '../../src/policy/resolve.js';
import { textOf } from '../advice/advising.js';

export interface Checked {
  readonly results: readonly ExpectationResult[];
  /** Of the check, not of reading. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks the expectations of a definition that can be read without an error; texts by file name, or one text. */
export async function check(...texts: readonly string[]): Promise<Checked> {
  const reading = await collectAsync((report) =>
    readSources(
      texts.map((text, i) => textFile(`d${i}.yaml`, text)),
      { devices: new Map(), readFile: async () => undefined },
      report,
    ),
  );
  const linking = collect((report) => link(reading.value!.definition, {}, report));
  const errors = [...reading.diagnostics, ...linking.diagnostics].filter((one) => one.severity === 'error');
  expect(errors.map(({ message }) => message)).toEqual([]);
  return checkLinked(linking.value!);
}

export function checkLinked(linked: Linked): Checked {
  let results: readonly ExpectationResult[] = [];
  const { diagnostics } = collect((report) => {
    const policies = linked.hosts.nodes.map((host) => new Resolver(linked).resolve(host, () => {}));
    results = checkExpectations(linked, policies, report);
    reportExpectations(results, report);
  });
  return { results, diagnostics };
}

/** `FROM > TO PORT`, such as `web-1 > db-1 tcp/5432`; several are `[a, b]`. */
export function expectation(text: string, allowed: boolean): string {
  const [, from, to, port] = /^(.+) > (\[.*?\]|\S+) (.+)$/.exec(text)!;
  return `expect: [{ from: ${quoted(from!)}, to: ${quoted(to!)}, port: ${port}, allowed: ${allowed} }]`;
}

const quoted = (text: string) => (text.startsWith('[') ? text : JSON.stringify(text));

/** How much of what is named passes, which must be the same whichever way it is asked. */
export async function passes(definition: string, text: string): Promise<ExpectationResult['passes']> {
  const [yes, no] = [await resultOf(definition, text, true), await resultOf(definition, text, false)];
  expect(yes.passes).toBe(no.passes);
  expect([yes.holds, no.holds]).toEqual([yes.passes === 'all', yes.passes === 'nothing']);
  return yes.passes;
}

export async function resultOf(
  definition: string,
  text: string,
  allowed: boolean,
): Promise<ExpectationResult> {
  const { results, diagnostics } = await check(definition, expectation(text, allowed));
  expect(diagnostics.filter(({ code }) => code === 'checks-nothing').map(({ message }) => message)).toEqual(
    [],
  );
  expect(results).toHaveLength(1);
  return results[0]!;
}

/** A packet that contradicts the expectation, in words; nothing if there is none. */
export async function exception(
  definition: string,
  text: string,
  allowed: boolean,
): Promise<string | undefined> {
  const found = (await resultOf(definition, text, allowed)).exception;
  return found && words(found);
}

const words = (found: Exception) => `${exceptionText(found)}: ${found.because}`;

/** The texts under the errors of a code, and what they say. */
export async function unchecked(definition: string, text: string): Promise<readonly string[]> {
  const { results, diagnostics } = await check(definition, expectation(text, true));
  expect(results).toEqual([]);
  return diagnostics.map(({ code, message, span }) => `${code} at ${textOf(span!)}: ${message}`);
}
