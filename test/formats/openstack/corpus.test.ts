import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressesInWords, type Reading, reading, rulesOf, textOf } from './reading.js';

const corpus = process.env.SECGROUP_CORPUS ?? '';

function readingOfFiles(...names: readonly string[]): Reading {
  const files = names.map((name) => [
    name,
    readFileSync(path.join(corpus, 'openstack', `neutron-lib-${name}.json`), 'utf8'),
  ]);
  return reading(Object.fromEntries(files));
}

function counts({ definition: { groups, prefixLists } }: Reading): object {
  const count = (direction: 'ingress' | 'egress') =>
    groups.reduce((sum, one) => sum + one[direction].length, 0);
  return {
    groups: groups.length,
    ingress: count('ingress'),
    egress: count('egress'),
    prefixLists: prefixLists.length,
  };
}

function said({ diagnostics }: Reading): readonly string[] {
  return diagnostics.map(({ code, span }) => `${code} ${textOf(span!)}`);
}

const DEFAULT = '85cc3048-abc3-43cc-89b3-377341426ac5';
const fromItself = `group:${DEFAULT}`;

describe.skipIf(corpus === '')("samples of the API's own documentation", () => {
  it.each([
    'security-groups-list-response',
    'security-group-show-response',
    'security-group-rules-list-response',
  ])('%s: the default group, all of it', (name) => {
    const read = readingOfFiles(name);
    expect(said(read)).toEqual([]);
    expect(counts(read)).toEqual({ groups: 1, ingress: 2, egress: 2, prefixLists: 0 });
    expect(rulesOf(read, DEFAULT)).toEqual([
      `in all ${fromItself}/ipv6`,
      `in all ${fromItself}/ipv4`,
      'out all anywhere-ipv6',
      'out all anywhere-ipv4',
    ]);
  });

  it('rules of two groups, of which one refers to the other', () => {
    const read = readingOfFiles('security-groups-list-response', 'security-group-rule-bulk-create-response');
    expect(said(read)).toEqual([]);
    expect(counts(read)).toEqual({ groups: 2, ingress: 4, egress: 2, prefixLists: 0 });
    expect(rulesOf(read, 'a7734e61-b545-452d-a3cd-0189cbd9747a')).toEqual([
      `in tcp/80 ${fromItself}/ipv4`,
      `in tcp/443 ${fromItself}/ipv4`,
    ]);
  });

  it('rules whose peer is a group that is not there', () => {
    const read = readingOfFiles('security-group-rule-bulk-create-response');
    expect(said(read)).toEqual([`unresolved-group "${DEFAULT}"`, `unresolved-group "${DEFAULT}"`]);
    expect(counts(read)).toEqual({ groups: 1, ingress: 2, egress: 0, prefixLists: 0 });
  });

  it('a request for a rule with two peers, which the API would refuse', () => {
    const read = readingOfFiles('security-group-rule-create-request');
    expect(said(read)).toEqual(['wrong-type "a9baa1eb-0614-4d68-870e-fec6d8f8c221"']);
    expect(counts(read)).toEqual({ groups: 1, ingress: 0, egress: 0, prefixLists: 0 });
  });

  it.each([
    ['address-group-show-response', ['10.0.1.34', '192.168.100.0/24']],
    ['address-groups-list-response', ['10.0.1.34', '10.0.2.100', '192.168.100.0/24']],
  ])('%s: an address group', (name, addresses) => {
    const read = readingOfFiles(name);
    expect(said(read)).toEqual([]);
    expect(read.definition.prefixLists.map((one) => [one.name, addressesInWords(one.addresses)])).toEqual([
      ['doc-address-group', addresses],
    ]);
  });

  it('an address group before and after a change, of which neither is known to hold', () => {
    const read = readingOfFiles('address-group-show-response', 'address-groups-list-response');
    expect(said(read)).toEqual(['duplicate "9ace2ef6-bd57-426a-9223-cf1751d26db9"']);
  });
});
