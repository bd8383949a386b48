import { describe, expect, it } from 'vitest';
import {
  codesOf,
  egressOf,
  expectDiagnostic,
  expectNothingSaid,
  from,
  group,
  groupOf,
  ingressOf,
  permission,
  type Reading,
  reading,
} from './reading.js';

let serial = 0;

function rule(more: object): object {
  serial++;
  return {
    SecurityGroupRuleId: `sgr-${serial}`,
    GroupId: 'sg-1',
    GroupOwnerId: '111122223333',
    IsEgress: false,
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 22,
    Tags: [],
    ...more,
  };
}

function readingOfRules(...rules: readonly unknown[]): Reading {
  return reading({ 'rules.json': { SecurityGroupRules: rules } });
}

describe('describe-security-group-rules', () => {
  it('fact 28: has -1/-1 present, and makes groups without names', () => {
    const all = { IpProtocol: '-1', FromPort: -1, ToPort: -1 };
    const read = readingOfRules(
      rule({ ...all, ReferencedGroupInfo: { GroupId: 'sg-1', UserId: '111122223333' } }),
      rule({ ...all, IsEgress: true, CidrIpv6: '::/0' }),
      rule({ ...all, IsEgress: true, CidrIpv4: '0.0.0.0/0', Description: 'out' }),
    );
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(['all group:sg-1']);
    expect(egressOf(read)).toEqual(['all anywhere-ipv6', 'all anywhere-ipv4']);
    expect(groupOf(read, 'sg-1')).toMatchObject({ name: 'sg-1', description: '' });
    expect(groupOf(read, 'sg-1').egress[1]!.description).toBe('out');
  });

  it('fact 28: lets out only what is listed', () => {
    const read = readingOfRules(rule({ CidrIpv4: '10.0.0.0/8' }));
    expectNothingSaid(read);
    expect(egressOf(read)).toEqual([]);
  });

  it('refers to prefix lists', () => {
    const lists = { PrefixLists: [{ PrefixListId: 'pl-1', Cidrs: ['192.0.2.0/24'] }] };
    const read = reading({
      'r.json': { SecurityGroupRules: [rule({ PrefixListId: 'pl-1' })] },
      'l.json': lists,
    });
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(['tcp/22 list:pl-1']);
  });

  it('fact 14: reports groups that are absent, or behind a peering that is gone', () => {
    const absent = readingOfRules(rule({ ReferencedGroupInfo: { GroupId: 'sg-9', UserId: '999900001111' } }));
    expectDiagnostic(absent, 'unresolved-group', '"sg-9"', 'belongs to account 999900001111');
    const gone = readingOfRules(rule({ ReferencedGroupInfo: { GroupId: 'sg-1', PeeringStatus: 'deleted' } }));
    expectDiagnostic(gone, 'unresolved-group', '"sg-1"', 'deleted');
    expect(ingressOf(gone)).toEqual(['tcp/22 absent:sg-1']);
  });

  it('fact 5: has exactly one peer', () => {
    const none = readingOfRules(rule({}));
    expectDiagnostic(none, 'matches-nothing', /IsEgress/, 'names no peer');
    expect(ingressOf(none)).toEqual([]);
    const two = readingOfRules(rule({ CidrIpv4: '10.0.0.0/8', CidrIpv6: '::/0' }));
    expectDiagnostic(two, 'wrong-type', '"::/0"', "'CidrIpv4' and 'CidrIpv6'");
    expect(ingressOf(two)).toEqual([]);
  });

  it.each([undefined, 'false', 0, null])('does not take a rule whose direction is %j', (IsEgress) => {
    const read = readingOfRules(rule({ CidrIpv4: '10.0.0.0/8', IsEgress }));
    expect(codesOf(read)).toEqual(['wrong-type']);
    expect([...ingressOf(read), ...egressOf(read)]).toEqual([]);
  });

  it('is the same rule in several files by its id', () => {
    const one = rule({ CidrIpv4: '10.0.0.0/8' });
    const read = reading({
      'a.json': { SecurityGroupRules: [one] },
      'b.json': { SecurityGroupRules: [one] },
    });
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(['tcp/22 10.0.0.0/8']);
  });

  it('is an error where two rules of one id differ', () => {
    const one = rule({ CidrIpv4: '10.0.0.0/8', SecurityGroupRuleId: 'sgr-x' });
    const read = readingOfRules(one, rule({ CidrIpv4: '0.0.0.0/0', SecurityGroupRuleId: 'sgr-x' }));
    expectDiagnostic(read, 'duplicate', /0\.0\.0\.0/, "'sgr-x'");
    expect(ingressOf(read)).toEqual(['tcp/22 10.0.0.0/8']);
  });
});

describe('a group that both outputs have', () => {
  const office = permission('tcp', 22, 22, { IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'office' }] });
  const both = (...rules: readonly object[]): Reading =>
    reading({
      'rules.json': { SecurityGroupRules: rules },
      'groups.json': { SecurityGroups: [group('sg-1', [office])] },
    });

  it('has each rule once, as describe-security-groups has it', () => {
    const read = both(rule({ IpProtocol: '6', CidrIpv4: '10.0.0.0/8', Description: 'another' }));
    expectNothingSaid(read);
    expect(read.definition.groups).toHaveLength(1);
    expect(ingressOf(read)).toEqual(['tcp/22 10.0.0.0/8']);
    expect(groupOf(read, 'sg-1').ingress[0]!.description).toBe('office');
  });

  it.each([
    { CidrIpv4: '0.0.0.0/0' },
    { CidrIpv4: '10.0.0.0/8', ToPort: 23 },
    { CidrIpv4: '10.0.0.0/8', IsEgress: true },
  ])('is never widened by a rule that only the other has: %j', (more) => {
    const read = both(rule(more));
    expectDiagnostic(read, 'conflicting-rules', /SecurityGroupRuleId/, "group 'sg-1'");
    expect(ingressOf(read)).toEqual(['tcp/22 10.0.0.0/8']);
    expect(egressOf(read)).toEqual([]);
  });

  it('says once what is odd about a rule', () => {
    const read = reading({
      'rules.json': { SecurityGroupRules: [rule({ CidrIpv4: '10.0.0.1/8' })] },
      'groups.json': { SecurityGroups: [group('sg-1', [permission('tcp', 22, 22, from('10.0.0.1/8'))])] },
    });
    expect(codesOf(read)).toEqual(['host-bits']);
  });

  it('says what is wrong in either', () => {
    expect(codesOf(both(rule({ CidrIpv4: 'nonsense' })))).toEqual(['invalid-address']);
  });
});
