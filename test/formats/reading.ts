import { expect } from 'vitest';
import { type AddressSet, addressSet } from '../../src/address/address-set.js';
import { ipv4 } from '../../src/address/ipv4.js';
import { ipv6 } from '../../src/address/ipv6.js';
import { formatSet } from '../../src/address/space.js';
import type { Definition, Group, Host, Interface, Peer, Rule } from '../../src/definition/model.js';
import type { Code } from '../../src/diagnostics/catalogue.js';
import { collect, type Diagnostic, type Report } from '../../src/diagnostics/diagnostic.js';
import { offsetsOf, type Span } from '../../src/diagnostics/source.js';
import type { Document } from '../../src/document/document.js';
import { openJson } from '../../src/document/json.js';
import { formatTraffic } from '../../src/traffic/format.js';

/** What reading gave: the definition even where errors would withhold it, and all that was said. */
export interface Reading {
  readonly definition: Definition;
  readonly diagnostics: readonly Diagnostic[];
}

export type Files = Readonly<Record<string, unknown>>;

/** Reads files, given by name and content, with the reader of their format. */
export function readingWith(
  read: (documents: readonly Document[], report: Report) => Definition,
  files: Files,
): Reading {
  let definition: Definition | undefined;
  const { diagnostics } = collect((report) => {
    const documents = Object.entries(files).flatMap(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
      return openJson(name, text, report) ?? [];
    });
    definition = read(documents, report);
    return definition;
  });
  return { definition: definition!, diagnostics };
}

export function textOf(span: Span): string {
  const { start, end } = offsetsOf(span);
  return span.source.text.slice(start, end).replace(/\s+/g, ' ');
}

/** Exactly one diagnostic of the code, pointing at the text and saying what is expected. */
export function expectDiagnostic(
  { diagnostics }: Reading,
  code: Code,
  spanText: string | RegExp,
  message = '',
): void {
  const found = diagnostics.filter((one) => one.code === code);
  expect(found.map((one) => one.message)).toHaveLength(1);
  expect(textOf(found[0]!.span!)).toMatch(spanText instanceof RegExp ? spanText : literally(spanText));
  expect(found[0]!.message).toContain(message);
}

function literally(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

export function expectNothingSaid({ diagnostics }: Reading): void {
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
}

export function codesOf({ diagnostics }: Reading): readonly Code[] {
  return diagnostics.map(({ code }) => code);
}

export function groupOf({ definition }: Reading, id: string): Group {
  const found = definition.groups.filter((one) => one.id === id);
  expect(found).toHaveLength(1);
  return found[0]!;
}

export function hostOf({ definition }: Reading, id: string): Host {
  const found = definition.hosts.filter((one) => one.id === id);
  expect(found).toHaveLength(1);
  return found[0]!;
}

export function interfaceOf(read: Reading, id: string): Interface {
  const found = read.definition.hosts.flatMap((host) => host.interfaces).filter((one) => one.id === id);
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** The groups that an interface carries. */
export function carriedBy(read: Reading, id: string): readonly string[] {
  return interfaceOf(read, id).groups.map(({ reference }) => reference);
}

export function addressesOf(read: Reading, id: string): readonly string[] {
  return addressesInWords(interfaceOf(read, id).addresses);
}

/** Rules as words: `tcp/22 10.0.0.0/8`. */
export function ingressOf(read: Reading, id = 'sg-1'): readonly string[] {
  return groupOf(read, id).ingress.map(inWords);
}

export function egressOf(read: Reading, id = 'sg-1'): readonly string[] {
  return groupOf(read, id).egress.map(inWords);
}

export function inWords({ allow, peers }: Rule): string {
  const traffic = allow.flatMap((one) =>
    one.kind === 'traffic' ? one.traffic.map(formatTraffic) : one.reference,
  );
  return [...traffic, ...peers.map(peerInWords)].join(' ');
}

function peerInWords(peer: Peer): string {
  switch (peer.kind) {
    case 'anywhere':
      return `anywhere-${peer.families.join('+')}`;
    case 'addresses':
      return addressesInWords(addressSet([peer.range])).join();
    case 'group':
    case 'list':
      return `${peer.kind}:${peer.reference}${peer.families ? `/${peer.families.join('+')}` : ''}`;
    case 'absent':
      return `absent:${peer.label}`;
    default:
      return peer.kind;
  }
}

export function addressesInWords(set: AddressSet): readonly string[] {
  return [...formatSet(ipv4, set.ipv4), ...formatSet(ipv6, set.ipv6)];
}
