import { expect } from 'vitest';
import type { Allowance, Rule } from '../../src/definition/model.js';
import { offsetsOf } from '../../src/diagnostics/source.js';
import { addressesInWords, inWords, type Reading } from './aws/reading.js';

/** What stands where something else is expected, as a JSON text each. A null is what an export writes for nothing. */
export const wrongValues: readonly string[] = [
  'true',
  '1.5',
  '""',
  '[]',
  '{}',
  '[[]]',
  '[{}]',
  '{"toString": 1, "valueOf": 1}',
  '{"__proto__": {"protocol": "any"}, "constructor": 1}',
];

type Path = readonly (string | number)[];

/** The ways to all values of a document, the document itself first. */
export function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  return [path, ...keys.flatMap((key) => pathsIn((value as never)[key], [...path, key]))];
}

/** The document as JSON, with the text of another value at the end of the way. */
export function withValue(value: unknown, path: Path, text: string): string {
  const MARK = 'the value that is replaced';
  const copy = structuredClone({ root: value });
  const way = ['root', ...path];
  let place: unknown = copy;
  for (const step of way.slice(0, -1)) place = (place as Record<string | number, unknown>)[step];
  (place as Record<string | number, unknown>)[way.at(-1)!] = MARK;
  return JSON.stringify(copy.root).replace(JSON.stringify(MARK), () => text);
}

/** Whatever is said has a place in the text that was read. */
export function expectPlaces({ diagnostics }: Reading): void {
  for (const { code, span } of diagnostics) {
    const { start, end } = offsetsOf(span!);
    expect([code, start >= 0 && end <= span!.source.text.length && start <= end]).toEqual([code, true]);
  }
}

/** Rules, carried groups and addresses of one reading that the other does not have. */
export function widerThan(damaged: Reading, whole: Reading): readonly string[] {
  const allowed = new Set(meaningOf(whole));
  return meaningOf(damaged).filter((one) => !allowed.has(one));
}

function meaningOf({ definition: { groups, hosts, prefixLists } }: Reading): readonly string[] {
  return [
    ...groups.flatMap(({ id, ingress, egress }) =>
      [...ingress, ...egress].flatMap((rule) =>
        singles(rule).map((one) => `${id} ${rule.direction} ${inWords(one)}`),
      ),
    ),
    ...prefixLists.flatMap(({ id, addresses }) => addressesInWords(addresses).map((one) => `${id} ${one}`)),
    ...hosts.flatMap(({ interfaces }) =>
      interfaces.flatMap(({ id, groups: carried, addresses, trusted }) => [
        ...carried
          .map(({ reference }) => `${id} carries ${reference}`)
          .filter((one) => !one.endsWith('/no-group')),
        ...addressesInWords(addresses).map((one) => `${id} has ${one}`),
        ...(trusted ? [`${id} is trusted`] : []),
      ]),
    ),
  ];
}

/** A rule for each traffic and each peer of a rule. */
function singles(rule: Rule): readonly Rule[] {
  const allow = rule.allow.flatMap((one): readonly Allowance[] =>
    one.kind === 'traffic' ? one.traffic.map((traffic) => ({ ...one, traffic: [traffic] })) : [one],
  );
  const peers = rule.peers.filter(({ kind }) => kind !== 'absent');
  return allow.flatMap((one) => peers.map((peer) => ({ ...rule, allow: [one], peers: [peer] })));
}
