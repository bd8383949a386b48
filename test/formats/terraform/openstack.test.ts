import { describe, expect, it } from 'vitest';
import { constant, plan, type Spec } from './plans.js';
import {
  addressesInWords,
  codesOf,
  egressOf,
  expectDiagnostic,
  expectNothingSaid,
  ingressOf,
  inPlan,
  inState,
  interfaceOf,
  reading,
} from './reading.js';

const group = (id: string, values: object = {}): Spec => ({
  type: 'openstack_networking_secgroup_v2',
  name: id,
  values: { id, name: id, description: '', delete_default_rules: true, stateful: true, ...values },
});

/** A rule as the provider keeps it in a state. */
const rule = (values: object, more: Partial<Spec> = {}): Spec => ({
  type: 'openstack_networking_secgroup_rule_v2',
  name: 'one',
  values: {
    ...{
      direction: 'ingress',
      ethertype: 'IPv4',
      protocol: '',
      port_range_min: 0,
      port_range_max: 0,
      description: '',
    },
    ...{ remote_ip_prefix: '', remote_group_id: '', security_group_id: 'web', tenant_id: 't', region: 'r' },
    ...values,
  },
  ...more,
});

const port = (values: object, more: Partial<Spec> = {}): Spec => ({
  type: 'openstack_networking_port_v2',
  name: 'eth',
  values: {
    id: 'p1',
    name: 'eth',
    device_id: '',
    security_group_ids: ['web'],
    all_fixed_ips: ['10.0.0.5'],
    ...values,
  },
  ...more,
});

describe('fact 24: a rule of OpenStack', () => {
  it.each([
    [
      { protocol: 'tcp', port_range_min: 22, port_range_max: 22, remote_ip_prefix: '10.0.0.0/8' },
      'tcp/22 10.0.0.0/8',
    ],
    [{}, 'all anywhere-ipv4'],
    [{ ethertype: 'IPv6' }, 'all anywhere-ipv6'],
    [{ protocol: 'tcp', remote_group_id: 'web' }, 'tcp group:web/ipv4'],
    [{ protocol: 'udp', port_range_min: 1, port_range_max: 65_535 }, 'udp anywhere-ipv4'],
  ])('%j', (values, words) => {
    const found = inState(group('web'), rule(values));
    expect(ingressOf(found, 'web')).toEqual([words]);
    expectNothingSaid(found);
  });

  it('has one peer at the most', () => {
    const found = inState(group('web'), rule({ remote_group_id: 'web', remote_ip_prefix: '10.0.0.0/8' }));
    expect(ingressOf(found, 'web')).toEqual([]);
    expect(codesOf(found)).toEqual(['wrong-type']);
  });
});

describe('fact 25: protocols and ports', () => {
  it('a bare address stands for itself', () => {
    expect(ingressOf(inState(group('web'), rule({ remote_ip_prefix: '10.0.0.9' })), 'web')).toEqual([
      'all 10.0.0.9',
    ]);
  });

  it('icmp in IPv6 means ICMPv6, and a zero in a state is read as zero', () => {
    const found = inState(group('web'), rule({ ethertype: 'IPv6', protocol: 'icmp', port_range_min: 128 }));
    expect(ingressOf(found, 'web')).toEqual(['icmpv6/128/0 anywhere-ipv6']);
    expect(codesOf(found)).toEqual(['read-narrowly']);
  });

  it('a zero that nobody wrote is any', () => {
    const written = { protocol: constant('icmp'), direction: constant('ingress') };
    const found = inPlan(group('web'), rule({ protocol: 'icmp' }, { written }));
    expect(ingressOf(found, 'web')).toEqual(['icmp anywhere-ipv4']);
    expectNothingSaid(found);
  });
});

describe('fact 26: rules that are there by themselves', () => {
  it('stay unless the provider is told to remove them', () => {
    for (const values of [{ delete_default_rules: false }, { delete_default_rules: null }]) {
      const found = inState(group('web', values));
      expect(egressOf(found, 'web')).toEqual(['all anywhere-ipv4', 'all anywhere-ipv6']);
      expect(found.definition.groups[0]!.egress.every(({ implied }) => implied)).toBe(true);
    }
    expect(egressOf(inState(group('web')), 'web')).toEqual([]);
  });

  it('count once with a rule that says the same', () => {
    const found = inState(group('web', { delete_default_rules: false }), rule({ direction: 'egress' }));
    expect(egressOf(found, 'web')).toEqual(['all anywhere-ipv4', 'all anywhere-ipv6']);
  });
});

describe('fact 27', () => {
  it('members send from their allowed address pairs, too', () => {
    const found = inState(
      group('web'),
      port({ allowed_address_pairs: [{ ip_address: '10.0.0.9', mac_address: '' }] }),
    );
    expect(addressesInWords(interfaceOf(found, 'p1').addresses)).toEqual(['10.0.0.5', '10.0.0.9']);
    expect(found.definition.hosts[0]).toMatchObject({ id: 'p1', cloud: false });
  });

  it('a prefix that a port may send from is a member, and no address that its packets are known by', () => {
    const pairs = [{ ip_address: '0.0.0.0/0', mac_address: '' }];
    const found = inState(group('web'), port({ allowed_address_pairs: pairs }));
    expect(addressesInWords(interfaceOf(found, 'p1').addresses)).toEqual(['10.0.0.5']);
    const web = found.definition.groups.find(({ id }) => id === 'web');
    expect(addressesInWords(web!.members)).toEqual(['0.0.0.0/0']);
    expect(codesOf(found)).toEqual(['everybody-is-member']);
  });

  it('a stateless group matches nothing here', () => {
    const found = inState(group('web', { stateful: false, delete_default_rules: false }), rule({}));
    expect([ingressOf(found, 'web'), egressOf(found, 'web')]).toEqual([[], []]);
    expect(codesOf(found)).toEqual(['stateless-group']);
  });
});

describe('ports', () => {
  it('of one server are one host', () => {
    const found = inState(
      group('web'),
      port({ device_id: 'server' }),
      port({ id: 'p2', device_id: 'server', all_fixed_ips: ['10.0.1.5'] }, { name: 'other' }),
    );
    expect(found.definition.hosts.map(({ id, interfaces }) => [id, interfaces.map((one) => one.id)])).toEqual(
      [['server', ['p1', 'p2']]],
    );
  });

  it('have the groups that they are given, where they name none', () => {
    const found = inState(group('web'), port({ security_group_ids: [], all_security_group_ids: ['web'] }));
    expect(interfaceOf(found, 'p1').groups.map(({ reference }) => reference)).toEqual(['web']);
  });

  it('without security let pass only what their groups say', () => {
    const found = inState(
      group('web'),
      port({ port_security_enabled: false, security_group_ids: [], no_security_groups: true }),
    );
    expect(codesOf(found)).toEqual(['ignored-value', 'interface-without-groups']);
    expect(interfaceOf(found, 'p1').trusted).toBe(false);
  });
});

describe('fact 31: in a plan', () => {
  const made = (name: string): Spec => ({
    type: 'openstack_networking_secgroup_v2',
    name,
    values: { name, delete_default_rules: true },
    unknown: { id: true, stateful: true },
  });
  const web = 'openstack_networking_secgroup_v2.web';
  const unset = {
    protocol: true,
    port_range_min: true,
    port_range_max: true,
    remote_ip_prefix: true,
    remote_group_id: true,
  };
  const newRule = (written: Spec['written']): Spec => ({
    type: 'openstack_networking_secgroup_rule_v2',
    name: 'one',
    values: { direction: 'ingress', ethertype: 'IPv4' },
    unknown: { id: true, security_group_id: true, ...unset },
    written: { security_group_id: `${web}.id`, direction: constant('ingress'), ...written },
  });

  it('groups are found through the configuration', () => {
    const found = inPlan(
      made('web'),
      made('db'),
      newRule({ remote_group_id: 'openstack_networking_secgroup_v2.db.id' }),
    );
    expect(ingressOf(found, web)).toEqual(['all group:openstack_networking_secgroup_v2.db/ipv4']);
    expectNothingSaid(found);
  });

  it.each(['remote_group_id', 'remote_ip_prefix', 'protocol', 'port_range_min'])(
    'a %s that is not known is not everybody',
    (key) => {
      const found = inPlan(made('web'), newRule({ [key]: 'local.x' }));
      expect(ingressOf(found, web)).toEqual([]);
      expectDiagnostic(
        found,
        'unknown-value',
        `"${key}"`,
        `'${key}' of openstack_networking_secgroup_rule_v2.one`,
      );
    },
  );

  it('without a configuration nothing that is unknown is taken for unset', () => {
    const text = JSON.parse(
      JSON.stringify(
        plan({
          resources: [
            group('web'),
            { ...newRule({}), values: { direction: 'ingress', security_group_id: 'web' }, unknown: unset },
          ],
        }),
      ),
    );
    delete text.configuration;
    const found = reading({ 'plan.json': text });
    expect(ingressOf(found, 'web')).toEqual([]);
    expect(codesOf(found)).toEqual(['unknown-value']);
  });

  it('ports carry the groups that are made with them', () => {
    const one: Spec = {
      type: 'openstack_networking_port_v2',
      name: 'eth',
      values: { name: 'eth', fixed_ip: [{ ip_address: '10.0.0.5' }] },
      unknown: { id: true, security_group_ids: true, all_fixed_ips: true, all_security_group_ids: true },
      written: { security_group_ids: [`${web}.id`], fixed_ip: [{ ip_address: constant('10.0.0.5') }] },
    };
    const found = inPlan(made('web'), one);
    const { groups, addresses } = interfaceOf(found, 'openstack_networking_port_v2.eth');
    expect(groups.map(({ reference }) => reference)).toEqual([web]);
    expect(addressesInWords(addresses)).toEqual(['10.0.0.5']);
    expectNothingSaid(found);
  });
});
