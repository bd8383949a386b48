import { describe, expect, it } from 'vitest';
import { compute, secgroup } from './openstack-hosts.js';
import { constant, refs } from './plans.js';
import {
  codesOf,
  egressOf,
  expectDiagnostic,
  expectNothingSaid,
  ingressOf,
  inPlan,
  inState,
} from './reading.js';

describe('a group made by Nova', () => {
  it.each<[rule: object, words: readonly string[]]>([
    [{ cidr: '192.0.2.0/24' }, ['tcp/22 192.0.2.0/24']],
    [{ ip_protocol: 'TCP', cidr: '0.0.0.0/0' }, ['tcp/22 anywhere-ipv4']],
    [{ cidr: '2001:db8::/32' }, ['tcp/22 2001:db8::/32']],
    [{ self: true }, ['tcp/22 group:web-id/ipv4']],
    [{ from_group_id: 'db' }, ['tcp/22 group:db/ipv4']],
    [{ ip_protocol: 'udp', from_port: 1, to_port: 65_535, cidr: '192.0.2.0/24' }, ['udp 192.0.2.0/24']],
    [{ ip_protocol: 'icmp', from_port: -1, to_port: -1, cidr: '192.0.2.0/24' }, ['icmp 192.0.2.0/24']],
    [
      { ip_protocol: 'icmp', from_port: 8, to_port: -1, cidr: '192.0.2.0/24' },
      ['icmp/echo-request 192.0.2.0/24'],
    ],
    [{ ip_protocol: 'icmp', from_port: 0, to_port: 0, cidr: '192.0.2.0/24' }, ['icmp/0/0 192.0.2.0/24']],
    [{ ip_protocol: 'icmp', from_port: -1, to_port: -1, cidr: '2001:db8::/32' }, ['icmpv6 2001:db8::/32']],
  ])('has rules for what enters: %j', (rule, words) => {
    const read = inState(compute([rule]), secgroup('db'));
    expectNothingSaid(read);
    expect(ingressOf(read, 'web-id')).toEqual(words);
  });

  it('fact 26: lets everything out, as every group of Neutron does', () => {
    expect(egressOf(inState(compute([])), 'web-id')).toEqual(['all anywhere-ipv4', 'all anywhere-ipv6']);
  });

  it.each<[what: string, rule: object, code: string]>([
    ['no peer', {}, 'matches-nothing'],
    ['two peers', { cidr: '0.0.0.0/0', self: true }, 'wrong-type'],
    ['all protocols', { ip_protocol: '', from_port: -1, to_port: -1, cidr: '0.0.0.0/0' }, 'wrong-type'],
    ['another protocol', { ip_protocol: 'any', cidr: '0.0.0.0/0' }, 'invalid-traffic'],
    ['-1 with TCP', { from_port: -1, to_port: -1, cidr: '0.0.0.0/0' }, 'invalid-traffic'],
    ['port 0', { from_port: 0, to_port: 0, cidr: '0.0.0.0/0' }, 'invalid-traffic'],
    [
      'a code without a type',
      { ip_protocol: 'icmp', from_port: -1, to_port: 0, cidr: '0.0.0.0/0' },
      'invalid-traffic',
    ],
    [
      'a port that is missing',
      { ip_protocol: 'icmp', from_port: null, to_port: null, cidr: '0.0.0.0/0' },
      'wrong-type',
    ],
    ['a self that is no flag', { self: 'true' }, 'wrong-type'],
    ['a range that is none', { cidr: 'x' }, 'invalid-address'],
    ['a group that is unknown', { from_group_id: 'sg-9' }, 'unresolved-group'],
  ])('never lets in more than Nova takes: %s', (_, rule, code) => {
    const read = inState(compute([rule]));
    expect(ingressOf(read, 'web-id').filter((one) => !one.includes('absent:'))).toEqual([]);
    expect(codesOf(read)).toEqual([code]);
  });

  it('points at what is written', () => {
    expectDiagnostic(inState(compute([{ cidr: 'x' }])), 'invalid-address', '"x"');
    expectDiagnostic(inState(compute([{ from_port: 0, cidr: '0.0.0.0/0' }])), 'invalid-traffic', '0');
  });

  it('is linked in a plan, and what is not known is left out', () => {
    const unknown = {
      id: true,
      rule: [{ id: true }, { id: true, from_group_id: true }, { id: true, cidr: true }],
    };
    const rules = [
      { from_port: 80, to_port: 80, ip_protocol: 'tcp', cidr: '192.0.2.0/24', self: false },
      { from_port: 22, to_port: 22, ip_protocol: 'tcp', cidr: '', self: false },
      { from_port: 23, to_port: 23, ip_protocol: 'tcp', from_group_id: '', self: false },
    ];
    const written = {
      rule: rules.map((one, i) => ({
        ...Object.fromEntries(Object.entries(one).map(([key, value]) => [key, constant(value)])),
        ...(i === 1 && {
          from_group_id: refs(
            'openstack_networking_secgroup_v2.db.id',
            'openstack_networking_secgroup_v2.db',
          ),
        }),
        ...(i === 2 && { cidr: refs('var.office') }),
      })),
    };
    const read = inPlan(
      compute([], { id: undefined, rule: rules }, { unknown, written }),
      secgroup('db', { id: undefined }, { unknown: { id: true } }),
    );
    expect(ingressOf(read, 'openstack_compute_secgroup_v2.web')).toEqual([
      'tcp/80 192.0.2.0/24',
      'tcp/22 group:openstack_networking_secgroup_v2.db/ipv4',
    ]);
    expectDiagnostic(read, 'unknown-value', /./, "'cidr'");
  });
});
