import { describe, expect, it } from 'vitest';
import { group, type Spec } from './plans.js';
import { codesOf, expectDiagnostic, expectNothingSaid, ingressOf, inState } from './reading.js';

describe('rules of their own', () => {
  const vpcRule = (values: object, more: Partial<Spec> = {}): Spec => ({
    type: 'aws_vpc_security_group_ingress_rule',
    name: 'one',
    values: {
      security_group_id: 'sg-1',
      ip_protocol: 'tcp',
      from_port: 22,
      to_port: 22,
      cidr_ipv4: null,
      cidr_ipv6: null,
      prefix_list_id: null,
      referenced_security_group_id: null,
      ...values,
    },
    ...more,
  });

  it.each<[values: object, words: string]>([
    [{ cidr_ipv4: '10.0.0.0/8' }, 'tcp/22 10.0.0.0/8'],
    [{ cidr_ipv6: '2001:db8::/32' }, 'tcp/22 2001:db8::/32'],
    [{ referenced_security_group_id: 'sg-1' }, 'tcp/22 group:sg-1'],
    [{ prefix_list_id: 'pl-1' }, 'tcp/22 list:pl-1'],
    [
      { cidr_ipv4: '10.0.0.0/8', ip_protocol: 'icmp', from_port: 8, to_port: -1 },
      'icmp/echo-request 10.0.0.0/8',
    ],
    [{ cidr_ipv4: '10.0.0.0/8', ip_protocol: '50', from_port: null, to_port: null }, 'esp 10.0.0.0/8'],
  ])('%j', (values, words) => {
    const list: Spec = {
      type: 'aws_ec2_managed_prefix_list',
      name: 'l',
      values: { id: 'pl-1', name: 'office', entry: [{ cidr: '192.0.2.0/24' }] },
    };
    const found = inState(group('sg-1'), list, vpcRule(values));
    expect(ingressOf(found)).toEqual([words]);
    expectNothingSaid(found);
  });

  it('have exactly one peer (fact 5)', () => {
    const found = inState(group('sg-1'), vpcRule({ cidr_ipv4: '10.0.0.0/8', cidr_ipv6: '::/0' }));
    expectDiagnostic(found, 'wrong-type', '"::/0"', 'one peer');
    expect(ingressOf(found)).toEqual([]);
  });

  it('without a peer match nothing', () => {
    const found = inState(group('sg-1'), vpcRule({}));
    expect(ingressOf(found)).toEqual([]);
    expect(codesOf(found)).toEqual(['matches-nothing']);
  });

  it('refer to groups that are not there, which match nothing (fact 14)', () => {
    const found = inState(group('sg-1'), vpcRule({ referenced_security_group_id: 'sg-gone' }));
    expect(ingressOf(found)).toEqual(['tcp/22 absent:sg-gone']);
    expectDiagnostic(found, 'unresolved-group', '"sg-gone"');
  });

  it('refer to groups of other accounts (fact 13)', () => {
    const found = inState(group('sg-1'), vpcRule({ referenced_security_group_id: '999999999999/sg-1' }));
    expect(ingressOf(found)).toEqual(['tcp/22 absent:sg-1']);
    expectDiagnostic(found, 'unresolved-group', '"999999999999/sg-1"', 'account 999999999999');
    const own = inState(group('sg-1'), vpcRule({ referenced_security_group_id: '111122223333/sg-1' }));
    expect(ingressOf(own)).toEqual(['tcp/22 group:sg-1']);
  });

  it('of a group that is elsewhere make a group of nothing else', () => {
    const found = inState(vpcRule({ cidr_ipv4: '10.0.0.0/8' }));
    expect(ingressOf(found)).toEqual(['tcp/22 10.0.0.0/8']);
    expectDiagnostic(found, 'unknown-value', '"sg-1"', "group 'sg-1'");
  });

  it('in an IPv4 list with host bits are masked (fact 11)', () => {
    const found = inState(group('sg-1'), vpcRule({ cidr_ipv4: '10.1.2.3/8' }));
    expect(ingressOf(found)).toEqual(['tcp/22 10.0.0.0/8']);
    expect(codesOf(found)).toEqual(['host-bits']);
  });

  it('of ICMPv6 never match IPv4 (fact 10)', () => {
    const found = inState(
      group('sg-1'),
      vpcRule({ cidr_ipv4: '10.0.0.0/8', ip_protocol: 'icmpv6', from_port: -1, to_port: -1 }),
    );
    expect(ingressOf(found)).toEqual(['icmpv6 absent:10.0.0.0/8']);
    expect(codesOf(found)).toEqual(['matches-nothing']);
  });
});
