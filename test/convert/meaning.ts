import { expect } from 'vitest';
import { type Analysis, analyse } from '../../src/compiler/analyse.js';
import type { SourceOptions } from '../../src/compiler/options.js';
import { convert } from '../../src/convert/convert.js';
import type { WrittenFormat } from '../../src/convert/written-formats.js';
import { collect, type Outcome } from '../../src/diagnostics/diagnostic.js';
import { printDiagnostic } from '../../src/diagnostics/print.js';
import { textFile } from '../../src/document/file.js';
import { Resolver } from '../../src/policy/resolve.js';
import { Optimizer } from '../../src/ruleset/host-ruleset.js';
import type { Ruleset } from '../../src/ruleset/model.js';
import { sameRuleset } from '../support/same-ruleset.js';

const options: SourceOptions = { devices: new Map(), sizeLimit: 1e8 };

/**
 * Reads texts by file name as the command does, from bytes: a text that was put together of many others is slow to walk
 * over until it is copied. They must be right.
 */
export async function read(files: Readonly<Record<string, string>>): Promise<Analysis> {
  const outcome = await analyse(
    Object.entries(files).map(([name, text]) => textFile(name, Buffer.from(text).toString())),
    options,
  );
  expect(errorsOf(outcome)).toEqual([]);
  return outcome.value!;
}

export function errorsOf({ diagnostics }: Outcome<unknown>): readonly string[] {
  return diagnostics.filter(({ severity }) => severity === 'error').map((one) => printDiagnostic(one));
}

/** What a definition comes to in another format, which must be able to hold it. */
export function converted({ linked }: Analysis, format: WrittenFormat, minimal = false): string {
  const outcome = collect((report) => convert(linked, { format, minimal }, report));
  expect(errorsOf(outcome)).toEqual([]);
  return outcome.value!.text;
}

/** What an interface lets through, under the names of its host and itself. */
interface Meaning {
  readonly name: string;
  readonly trusted: boolean;
  readonly ingress: Ruleset;
  readonly egress: Ruleset;
}

/** Every interface of every host. An interface is named by its place: clouds do not know what the host calls it. */
function meaningOf({ linked }: Analysis): readonly Meaning[] {
  const hosts = linked.hosts.nodes.flatMap((host) => {
    const { interfaces } = new Optimizer().optimize(
      collect((report) => new Resolver(linked).resolve(host, report)).value!,
    );
    return interfaces.map(({ trusted, ingress, egress }, i) => ({
      name: `${host.name} ${i}`,
      trusted,
      ingress: ingress.canonical,
      egress: egress.canonical,
    }));
  });
  return hosts.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Two definitions have the same hosts, whose interfaces let the same through: structurally equal rulesets. */
export function expectSameMeaning(after: Analysis, before: Analysis, hint: string): void {
  const [is, was] = [meaningOf(after), meaningOf(before)];
  expect(
    is.map(({ name, trusted }) => [name, trusted]),
    hint,
  ).toEqual(was.map(({ name, trusted }) => [name, trusted]));
  is.forEach(({ name, ingress, egress }, i) => {
    expect(sameRuleset(ingress, was[i]!.ingress), `${name} ingress\n${hint}`).toBe(true);
    expect(sameRuleset(egress, was[i]!.egress), `${name} egress\n${hint}`).toBe(true);
  });
}
