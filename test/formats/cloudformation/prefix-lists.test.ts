import { describe, expect, test } from 'vitest';
import {
  addressesInWords,
  egressOf,
  expectDiagnostic,
  expectNothingSaid,
  ingressOf,
} from '../aws/reading.js';
import { group, reading, rules, said, template, webWith } from './reading.js';

describe('fact 15: prefix lists', () => {
  const list = (Properties: object) => ({ Type: 'AWS::EC2::PrefixList', Properties });
  const read = (properties: object, rule: object = { IpProtocol: '-1' }) =>
    reading(
      template({ ...webWith({ ...rule, SourcePrefixListId: { Ref: 'Office' } }), Office: list(properties) }),
    );
  const entries = [{ Cidr: '192.0.2.0/24', Description: 'one' }, { Cidr: '198.51.100.0/24' }];
  const names = { PrefixListName: 'office', AddressFamily: 'IPv4', MaxEntries: 5 };

  test('are peers by their logical id', () => {
    const found = read({ ...names, Entries: entries });
    expectNothingSaid(found);
    expect(ingressOf(found, 'Web')).toEqual(['all list:Office']);
    expect(found.definition.prefixLists).toMatchObject([{ id: 'Office', name: 'office', maxEntries: 5 }]);
    expect(addressesInWords(found.definition.prefixLists[0]!.addresses)).toEqual([
      '192.0.2.0/24',
      '198.51.100.0/24',
    ]);
  });

  test('by GetAtt, and as a destination', () => {
    const rule = { IpProtocol: '-1', DestinationPrefixListId: { 'Fn::GetAtt': ['Office', 'PrefixListId'] } };
    const found = reading(
      template({ Web: group({ SecurityGroupEgress: [rule] }), Office: list({ ...names, Entries: entries }) }),
    );
    expectNothingSaid(found);
    expect(egressOf(found, 'Web')).toEqual(['all list:Office']);
  });

  test('hold one family', () => {
    expectDiagnostic(
      read({ ...names, Entries: [{ Cidr: '2001:db8::/32' }] }),
      'family-mismatch',
      '"2001:db8::/32"',
    );
    const found = read({ ...names, Entries: entries }, { IpProtocol: 'icmpv6' });
    expectDiagnostic(found, 'matches-nothing', /Office/);
  });

  test('without entries match nothing', () => {
    const found = read(names);
    expectNothingSaid(found);
    expect(addressesInWords(found.definition.prefixLists[0]!.addresses)).toEqual([]);
  });

  test('entries that are not known are left out', () => {
    const found = read({
      ...names,
      Entries: [...entries, { Cidr: { 'Fn::ImportValue': 'x' } }, { Ref: 'AWS::Region' }],
    });
    expect(said(found)).toEqual(['unknown-value "AWS::Region"', 'unknown-value "x"']);
    expect(addressesInWords(found.definition.prefixLists[0]!.addresses)).toHaveLength(2);
  });

  test('those of the cloud are not known', () => {
    const found = rules({ IpProtocol: '-1', SourcePrefixListId: 'pl-0123' });
    expectDiagnostic(found, 'unresolved-list', '"pl-0123"');
    expect(ingressOf(found, 'Web')).toEqual(['all absent:pl-0123']);
  });
});
