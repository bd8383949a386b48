import { expect } from 'vitest';
import { advise } from '../../src/advice/advise.js';
import type { Code } from '../../src/diagnostics/catalogue.js';
import { collect, collectAsync, type Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { offsetsOf, type Span } from '../../src/diagnostics/source.js';
import { textFile } from '../../src/document/file.js';
import { readSources } from '../../src/formats/read-sources.js';
import { type Linked, link } from '../../src/policy/link.js';

/** Reads and links a definition, given by name and text, which must be without fault. */
export async function linked(text: string, name = 'test.yaml'): Promise<Linked> {
  const reading = await collectAsync((report) =>
    readSources([textFile(name, text)], { devices: new Map(), readFile: async () => undefined }, report),
  );
  const linking = collect((report) => link(reading.value!.definition, {}, report));
  const errors = [...reading.diagnostics, ...linking.diagnostics].filter(
    ({ severity }) => severity === 'error',
  );
  expect(errors.map(({ message }) => message)).toEqual([]);
  return linking.value!;
}

export async function adviceOn(text: string, name?: string): Promise<readonly Diagnostic[]> {
  const definition = await linked(text, name);
  return collect((report) => advise(definition, report)).diagnostics;
}

/** The advice of one code, as the text that it points at and, behind `+`, the other texts that it shows. */
export async function advised(code: Code, text: string): Promise<readonly string[]> {
  const found = (await adviceOn(text)).filter((one) => one.code === code);
  return found.map(({ span, related = [] }) =>
    [span!, ...related.map((one) => one.span)].map(textOf).join(' + '),
  );
}

/** What the advice of one code says. */
export async function messages(code: Code, text: string): Promise<readonly string[]> {
  return (await adviceOn(text)).filter((one) => one.code === code).map(({ message }) => message);
}

export function textOf(span: Span): string {
  const { start, end } = offsetsOf(span);
  return span.source.text.slice(start, end).trim().replace(/\s+/g, ' ');
}

/** A definition of one group, `web`, with the ingress rules given, one a line: `ssh from anywhere`. */
export function webWith(...rules: readonly string[]): string {
  const lines = rules.map((rule) => {
    const [allow, from] = rule.split(' from ');
    return `      - { allow: ${allow}, from: ${from} }`;
  });
  return `
services:
  metrics: [tcp/9100, tcp/20-24]
  console: [winrm, rdp]
prefixLists:
  world: ['0.0.0.0/1', '128.0.0.0/1', '::/1', '8000::/1']
groups:
  web:
    ingress: ${rules.length === 0 ? '[]' : `\n${lines.join('\n')}`}
`;
}

/** The rule as it stands in `webWith`. */
export function rule(text: string): string {
  const [allow, from] = text.split(' from ');
  return `{ allow: ${allow}, from: ${from} }`;
}
