import { describe, expect, it } from 'vitest';
import {
  addressesInWords,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  type Files,
  group,
  ingressOf,
  permission,
  type Reading,
  reading,
} from './reading.js';

const referring = {
  SecurityGroups: [
    group('sg-1', [permission('tcp', 443, 443, { PrefixListIds: [{ PrefixListId: 'pl-0a' }] })]),
  ],
};
const lists = (...items: readonly object[]): object => ({ PrefixLists: items });
const entries = (...cidrs: readonly string[]): object => ({
  Entries: cidrs.map((Cidr) => ({ Cidr, Description: '' })),
});
const managed = (id: string, family = 'IPv4', more: object = {}): object => ({
  PrefixListId: id,
  PrefixListName: `name of ${id.slice(3)}`,
  AddressFamily: family,
  MaxEntries: 10,
  ...more,
});

function contentsOf({ definition }: Reading): Record<string, readonly string[]> {
  return Object.fromEntries(definition.prefixLists.map((one) => [one.id, addressesInWords(one.addresses)]));
}

describe('prefix lists', () => {
  it('fact 29: the older output has its prefixes inline', () => {
    const older = lists({
      PrefixListId: 'pl-0a',
      PrefixListName: 'com.amazonaws.eu-west-1.s3',
      Cidrs: ['192.0.2.0/24'],
    });
    const read = reading({ 'groups.json': referring, 'lists.json': older });
    expectNothingSaid(read);
    expect(contentsOf(read)).toEqual({ 'pl-0a': ['192.0.2.0/24'] });
    expect(read.definition.prefixLists[0]!.name).toBe('com.amazonaws.eu-west-1.s3');
    expect(ingressOf(read)).toEqual(['tcp/443 list:pl-0a']);
  });

  it('fact 21: keep what they may grow to', () => {
    const read = reading({ 'lists.json': lists(managed('pl-0a', 'IPv4', { MaxEntries: 25 })) });
    expect(read.definition.prefixLists[0]!.maxEntries).toBe(25);
  });

  it('fact 15: are told apart by id, since names are not unique', () => {
    const twins = lists(
      managed('pl-0a', 'IPv4', { PrefixListName: 'x' }),
      managed('pl-0b', 'IPv4', { PrefixListName: 'x' }),
    );
    const read = reading({ 'lists.json': twins });
    expectNothingSaid(read);
    expect(read.definition.prefixLists.map(({ id, name }) => `${id} ${name}`)).toEqual([
      'pl-0a x',
      'pl-0b x',
    ]);
  });

  it('fact 14: that are absent match nothing, and are reported', () => {
    const read = reading({ 'groups.json': referring });
    expectDiagnostic(read, 'unresolved-list', '"pl-0a"', 'is not in the input');
    expect(ingressOf(read)).toEqual(['tcp/443 absent:pl-0a']);
  });

  it('fact 14: of which no entry is known match nothing, and are reported where they are referred to', () => {
    const read = reading({
      'groups.json': referring,
      'lists.json': lists(managed('pl-0a'), managed('pl-0b')),
    });
    expectDiagnostic(read, 'unresolved-list', '"pl-0a"', 'has no entries');
    expect(ingressOf(read)).toEqual(['tcp/443 absent:pl-0a']);
    expect(contentsOf(read)).toEqual({ 'pl-0a': [], 'pl-0b': [] });
  });

  it('that are known to be empty are an ordinary peer', () => {
    const read = reading({ 'groups.json': referring, 'pl-0a.json': entries() });
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(['tcp/443 list:pl-0a']);
  });

  it('fact 10: of IPv6 never match ICMP', () => {
    const ping = group('sg-1', [permission('icmp', 8, -1, { PrefixListIds: [{ PrefixListId: 'pl-0a' }] })]);
    const read = reading({ 'g.json': { SecurityGroups: [ping] }, 'pl-0a.json': entries('fd00::/8') });
    expectDiagnostic(read, 'matches-nothing', '"pl-0a"');
    expect(ingressOf(read)).toEqual(['icmp/echo-request absent:pl-0a']);
  });

  it('fact 15: hold one family', () => {
    const mixed = reading({ 'pl-0a.json': entries('10.0.0.0/8', 'fd00::/8') });
    expectDiagnostic(mixed, 'family-mismatch', /fd00/, 'IPv6');
    const wrong = reading({
      'lists.json': lists(managed('pl-0a', 'IPv6')),
      'pl-0a.json': entries('10.0.0.0/8'),
    });
    expectDiagnostic(wrong, 'family-mismatch', /10\.0/, 'is IPv6 but holds IPv4');
  });

  it('are checked as strictly as rules', () => {
    const read = reading({ 'pl-0a.json': entries('10.0.0.1/8', '10.0.0.1', 'x') });
    expect(codesOf(read)).toEqual(['host-bits', 'invalid-address', 'invalid-address']);
    expect(contentsOf(read)).toEqual({ 'pl-0a': ['10.0.0.0/8'] });
    const inline = reading({ 'l.json': lists({ PrefixListId: 'pl-0a', Cidrs: ['10.0.0.0/40', 7] }) });
    expect(codesOf(inline)).toEqual(['wrong-type', 'invalid-address']);
  });
});

describe('entries, which carry no id of their list (fact 29)', () => {
  const two = lists(managed('pl-0a', 'IPv4'), managed('pl-0b', 'IPv6'));

  it('belong to the list that their file is named after', () => {
    const read = reading({
      'dump/pl-0b.json': entries('fd00::/8'),
      'pl-0a-entries.json': entries('10.0.0.0/8'),
      'l.json': two,
    });
    expectNothingSaid(read);
    expect(contentsOf(read)).toEqual({ 'pl-0a': ['10.0.0.0/8'], 'pl-0b': ['fd00::/8'] });
  });

  it('make a list of their own where no output describes it', () => {
    const read = reading({ 'groups.json': referring, 'pl-0a.json': entries('10.0.0.0/8') });
    expectNothingSaid(read);
    expect(contentsOf(read)).toEqual({ 'pl-0a': ['10.0.0.0/8'] });
  });

  it('belong to the only list of their family that has none, with a warning', () => {
    const read = reading({
      'six.json': entries('fd00::/8'),
      'four.json': entries('10.0.0.0/8'),
      'lists.json': two,
    });
    expect(read.diagnostics.map(({ code, message, suggestion }) => [code, message, suggestion])).toEqual([
      [
        'assumed-list',
        "entries of 'six.json' name no list; assumed to be pl-0b, the only list without entries that they fit",
        "put the list's id into the name of the file, such as pl-0b.json",
      ],
      [
        'assumed-list',
        "entries of 'four.json' name no list; assumed to be pl-0a, the only list without entries that they fit",
        "put the list's id into the name of the file, such as pl-0a.json",
      ],
    ]);
    expect(contentsOf(read)).toEqual({ 'pl-0a': ['10.0.0.0/8'], 'pl-0b': ['fd00::/8'] });
  });

  it('belong to the only list left once the others are filled, with a warning', () => {
    const three = lists(managed('pl-0a'), { PrefixListId: 'pl-0c', Cidrs: ['192.0.2.0/24'] });
    const read = reading({ 'e.json': entries('10.0.0.0/8'), 'l.json': three });
    expectDiagnostic(read, 'assumed-list', '"Entries"', 'pl-0a');
    expect(contentsOf(read)).toEqual({ 'pl-0a': ['10.0.0.0/8'], 'pl-0c': ['192.0.2.0/24'] });
  });

  it.each<[string, Files]>([
    [
      'two lists fit',
      { 'e.json': entries('10.0.0.0/8'), 'l.json': lists(managed('pl-0a'), managed('pl-0b')) },
    ],
    ['no list is known', { 'e.json': entries('10.0.0.0/8') }],
    [
      'no list of the family is known',
      { 'e.json': entries('10.0.0.0/8'), 'l.json': lists(managed('pl-0b', 'IPv6')) },
    ],
    ['the name of the file has two ids', { 'pl-0a-pl-0b.json': entries('10.0.0.0/8') }],
  ])('are an error, and nobody guesses, where %s', (_, files) => {
    const read = reading({ 'groups.json': referring, ...files });
    expectDiagnostic(read, 'unassigned-entries', /10\.0\.0\.0/);
    expect(ingressOf(read)).toEqual(['tcp/443 absent:pl-0a']);
    expect(Object.values(contentsOf(read)).flat()).toEqual([]);
  });

  it('are an error where two files fit one list', () => {
    const files = {
      'a.json': entries('10.0.0.0/8'),
      'b.json': entries('0.0.0.0/0'),
      'l.json': lists(managed('pl-0a')),
    };
    const read = reading(files);
    expect(codesOf(read)).toEqual(['unassigned-entries', 'unassigned-entries']);
    expect(contentsOf(read)).toEqual({ 'pl-0a': [] });
  });

  it('twice the same are no harm, and an error where they differ', () => {
    const same = { 'a/pl-0a.json': entries('10.0.0.0/8'), 'b/pl-0a.json': entries('10.0.0.0/8') };
    expectNothingSaid(reading(same));
    const read = reading({ ...same, 'c/pl-0a.json': entries('0.0.0.0/0') });
    expectDiagnostic(read, 'duplicate', /0\.0\.0\.0/, "'pl-0a'");
    expect(contentsOf(read)).toEqual({ 'pl-0a': ['10.0.0.0/8'] });
  });

  it('of several pages add up', () => {
    const first = { ...entries('10.0.0.0/8'), NextToken: 'more' };
    const read = reading({ 'pl-0a-1.json': first, 'pl-0a-2.json': entries('192.0.2.0/24') });
    expect(codesOf(read)).toEqual(['incomplete-export']);
    expect(contentsOf(read)).toEqual({ 'pl-0a': ['10.0.0.0/8', '192.0.2.0/24'] });
  });
});
