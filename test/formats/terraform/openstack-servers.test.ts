import { describe, expect, it } from 'vitest';
import { constant, plan, refs, type Spec, state } from './plans.js';
import {
  addressesInWords,
  codesOf,
  egressOf,
  expectDiagnostic,
  expectNothingSaid,
  hostOf,
  ingressOf,
  interfaceOf,
  type Reading,
  reading,
} from './reading.js';

const secgroup = (id: string, values: object = {}, more: Partial<Spec> = {}): Spec => ({
  type: 'openstack_networking_secgroup_v2',
  name: id,
  values: { id, name: id, description: '', delete_default_rules: true, stateful: true, ...values },
  ...more,
});

const compute = (rules: readonly object[], values: object = {}, more: Partial<Spec> = {}): Spec => ({
  type: 'openstack_compute_secgroup_v2',
  name: 'web',
  values: {
    id: 'web-id',
    name: 'web',
    description: '',
    region: 'r',
    rule: rules.map((one) => ({ ...empty, ...one })),
    ...values,
  },
  ...more,
});

/** A rule block as the provider keeps it. */
const empty = {
  id: 'r1',
  from_port: 22,
  to_port: 22,
  ip_protocol: 'tcp',
  cidr: '',
  from_group_id: '',
  self: false,
};

const port = (values: object, more: Partial<Spec> = {}): Spec => ({
  type: 'openstack_networking_port_v2',
  name: 'eth',
  values: {
    id: 'p1',
    name: 'eth',
    device_id: '',
    security_group_ids: ['db'],
    all_fixed_ips: ['10.0.0.9'],
    ...values,
  },
  ...more,
});

const network = {
  uuid: 'n1',
  name: 'net',
  port: '',
  fixed_ip_v4: '10.0.0.5',
  fixed_ip_v6: '',
  access_network: false,
  mac: 'm',
};

const server = (values: object, more: Partial<Spec> = {}): Spec => ({
  type: 'openstack_compute_instance_v2',
  name: 'front',
  values: {
    id: 's1',
    name: 'front',
    security_groups: ['web'],
    network: [network],
    access_ip_v4: '198.51.100.7',
    ...values,
  },
  ...more,
});

const inState = (...resources: readonly Spec[]): Reading => reading({ 'state.json': state(resources) });
const inPlan = (...resources: readonly Spec[]): Reading => reading({ 'plan.json': plan({ resources }) });
const carried = (read: Reading, id: string) => interfaceOf(read, id).groups.map(({ reference }) => reference);

describe('a group made by Nova', () => {
  it.each([
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

  it.each([
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

describe('a server', () => {
  it('is a host with a port for each network, and carries its groups there', () => {
    const second = { ...network, uuid: 'n2', fixed_ip_v4: '10.1.0.5', fixed_ip_v6: '[2001:db8::5]' };
    const read = inState(compute([]), server({ network: [network, second] }));
    expectNothingSaid(read);
    expect(hostOf(read, 's1')).toMatchObject({ name: 'front', cloud: false });
    expect(addressesInWords(interfaceOf(read, 's1-0').addresses)).toEqual(['10.0.0.5']);
    expect(addressesInWords(interfaceOf(read, 's1-1').addresses)).toEqual(['10.1.0.5', '2001:db8::5']);
    expect([carried(read, 's1-0'), carried(read, 's1-1')]).toEqual([['web-id'], ['web-id']]);
  });

  it('never has the address that is told to reach it', () => {
    const read = inState(compute([]), server({ network: [{ ...network, fixed_ip_v4: '' }] }));
    expect(addressesInWords(interfaceOf(read, 's1-0').addresses)).toEqual([]);
    expect(
      addressesInWords(interfaceOf(inState(compute([]), server({ network: [] })), 's1-0').addresses),
    ).toEqual([]);
  });

  it('has ports of their own, which carry their own groups', () => {
    const read = inState(
      secgroup('web'),
      secgroup('db'),
      port({}),
      server({ network: [{ ...network, port: 'p1' }] }),
    );
    expectNothingSaid(read);
    expect(hostOf(read, 's1').interfaces.map(({ id }) => id)).toEqual(['p1']);
    expect(carried(read, 'p1')).toEqual(['db']);
  });

  it('has ports that are not in the input, of which no group is known', () => {
    const read = inState(secgroup('web'), server({ network: [{ ...network, port: 'p9' }] }));
    expectDiagnostic(read, 'unknown-value', '"p9"', "port 'p9'");
    expect(carried(read, 'p9')).toEqual(['openstack/no-group']);
  });

  it.each([
    ['beside a port', [port({ device_id: 's1' })], [{ ...network, port: 'p1' }, network]],
    ['beside a port that names it', [port({ device_id: 's1' })], [network]],
    ['beside a port of elsewhere', [], [{ ...network, port: 'p9' }, network]],
    [
      'beside an attachment',
      [
        {
          type: 'openstack_compute_interface_attach_v2',
          name: 'a',
          values: { instance_id: 's1', port_id: 'p9' },
        },
      ],
      [network],
    ],
    [
      'beside an attachment to who knows what',
      [{ type: 'openstack_compute_interface_attach_v2', name: 'a', values: {} }],
      [network],
    ],
  ] as const)(
    'whose list is of all its ports together carries nothing on one of them: %s',
    (_, more, networks) => {
      const read = inState(
        secgroup('web'),
        secgroup('db'),
        ...more,
        server({ network: networks, security_groups: ['web', 'db'] }),
      );
      const made = hostOf(read, 's1').interfaces.filter(({ id }) => id.startsWith('s1-'));
      expect(made.map(({ groups }) => groups.map(({ reference }) => reference))).toEqual([
        ['openstack/no-group'],
      ]);
      expect(codesOf(read)).toContain('unknown-value');
    },
  );

  it('names groups by name or id; one that is unknown or ambiguous is told, and not carried', () => {
    expect(carried(inState(secgroup('db'), server({ security_groups: ['db'] })), 's1-0')).toEqual(['db']);
    const unknown = inState(secgroup('db'), server({ security_groups: ['db', 'default'] }));
    expectDiagnostic(unknown, 'unresolved-group', '"default"');
    expect(carried(unknown, 's1-0')).toEqual(['db']);
    const twice = inState(secgroup('a', { name: 'web' }), secgroup('b', { name: 'web' }), server({}));
    expectDiagnostic(twice, 'ambiguous', '"web"');
    expect(carried(twice, 's1-0')).toEqual(['openstack/no-group']);
    const looked = secgroup('x', { id: 'd1', name: 'default' }, { mode: 'data' });
    const found = inState(looked, server({ security_groups: ['default'] }));
    expectDiagnostic(found, 'unresolved-group', '"default"', 'none of its rules');
    expect(carried(found, 's1-0')).toEqual(['d1']);
  });

  it('whose ports may carry more, each for itself, carries nothing that is sure', () => {
    const association = {
      type: 'openstack_networking_port_secgroup_associate_v2',
      name: 'a',
      values: { port_id: 'p9' },
    };
    const several = inState(secgroup('web'), association, server({ network: [network, network] }));
    expect(carried(several, 's1-0')).toEqual(['openstack/no-group']);
    expect(carried(inState(secgroup('web'), association, server({})), 's1-0')).toEqual(['web']);
  });

  it('beside a port has no address for sure, since the provider may take one for the other', () => {
    const networks = [
      { ...network, port: 'p1' },
      { ...network, fixed_ip_v4: '10.0.0.9' },
    ];
    const read = inState(secgroup('web'), secgroup('db'), port({}), server({ network: networks }));
    expect(addressesInWords(interfaceOf(read, 's1-1').addresses)).toEqual([]);
    expect(read.diagnostics.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('which address'),
    );
  });

  it('names groups of its own document and region alone: another one may be of another project', () => {
    const elsewhere = {
      'a.json': state([secgroup('web-id', { name: 'web' })]),
      'b.json': state([server({})]),
    };
    const read = reading(elsewhere);
    expectDiagnostic(read, 'unresolved-group', '"web"');
    expect(carried(read, 's1-0')).toEqual(['openstack/no-group']);
    expect(
      carried(
        reading({
          ...elsewhere,
          'b.json': state([server({ security_groups: ['web-id'] })]),
        }),
        's1-0',
      ),
    ).toEqual(['web-id']);
    const far = inState(secgroup('x', { name: 'web', region: 'a' }), server({ region: 'b' }));
    expect(carried(far, 's1-0')).toEqual(['openstack/no-group']);
    const near = inState(
      secgroup('x', { name: 'web', region: 'a' }),
      secgroup('y', { name: 'web', region: 'b' }),
      server({ region: 'b' }),
    );
    expect(carried(near, 's1-0')).toEqual(['y']);
  });

  it('that carries none today gets no default group', () => {
    const none = server({ security_groups: [] }, { written: {} });
    const looked = server({ security_groups: [] }, { mode: 'data', written: {} });
    for (const one of [none, looked])
      expect(carried(inPlan(secgroup('d1', { name: 'default' }), one), 's1-0')).toEqual([
        'openstack/no-group',
      ]);
  });

  it('that has no network mode has no interface', () => {
    expect(inState(secgroup('web'), server({ network: [], network_mode: 'none' })).definition.hosts).toEqual(
      [],
    );
  });
});

describe('a server in a plan', () => {
  const planned = {
    id: undefined,
    network: [{ uuid: 'n1', fixed_ip_v4: '10.0.0.5' }],
    access_ip_v4: undefined,
  };
  const unknown = {
    id: true,
    access_ip_v4: true,
    network: [{ name: true, port: true, fixed_ip_v6: true, mac: true }],
  };
  const networks = { network: [{ uuid: constant('n1'), fixed_ip_v4: constant('10.0.0.5') }] };
  const idsOf = (read: Reading) =>
    read.definition.hosts.flatMap(({ interfaces }) => interfaces.map(({ id }) => id));

  it('carries the groups that it is written with', () => {
    const written = { ...networks, security_groups: constant(['web']) };
    const read = inPlan(secgroup('web'), server(planned, { unknown, written }));
    expectNothingSaid(read);
    const [id] = idsOf(read);
    expect(carried(read, id!)).toEqual(['web']);
    expect(addressesInWords(interfaceOf(read, id!).addresses)).toEqual(['10.0.0.5']);
  });

  it('finds ports and groups that the plan makes', () => {
    const groupRefs = refs(
      'openstack_networking_secgroup_v2.web.name',
      'openstack_networking_secgroup_v2.web',
    );
    const portRefs = refs('openstack_networking_port_v2.eth.id', 'openstack_networking_port_v2.eth');
    const read = inPlan(
      secgroup('web', { id: undefined, name: undefined }, { unknown: { id: true, name: true }, written: {} }),
      port(
        { id: undefined, security_group_ids: ['web'] },
        { unknown: { id: true }, written: { security_group_ids: constant(['web']) } },
      ),
      server(
        { ...planned, security_groups: [], network: [{ uuid: 'n1' }, { uuid: 'n1' }] },
        {
          unknown: {
            id: true,
            security_groups: true,
            network: [{ port: true }, { port: true, fixed_ip_v4: true }],
          },
          written: { security_groups: groupRefs, network: [{ port: portRefs }, { uuid: constant('n1') }] },
        },
      ),
    );
    const ids = idsOf(read);
    expect(ids).toHaveLength(2);
    expect(read.definition.hosts).toHaveLength(1);
    expect(carried(read, ids[0]!)).toEqual(['web']);
    expect(carried(read, ids[1]!)).toEqual(['openstack_networking_secgroup_v2.web']);
  });

  it('that names no group carries the default one, which is read where it is there', () => {
    const values = { ...planned, security_groups: undefined };
    const bare = server(values, { unknown: { ...unknown, security_groups: true }, written: networks });
    const without = inPlan(secgroup('web'), bare);
    expectDiagnostic(without, 'unknown-value', /./, 'the default group');
    expect(carried(without, idsOf(without)[0]!)).toEqual(['openstack/no-group']);
    const read = inPlan(secgroup('d1', { name: 'default' }), bare);
    expect(carried(read, idsOf(read)[0]!)).toEqual(['d1']);
  });

  it('of which a port is not known carries nothing there', () => {
    const written = { security_groups: constant(['web']), network: [{ port: refs('local.port') }] };
    const read = inPlan(
      secgroup('web'),
      server({ ...planned, network: [{}] }, { unknown: { id: true, network: [{ port: true }] }, written }),
    );
    expectDiagnostic(read, 'unknown-value', /./, "'port'");
    expect(carried(read, idsOf(read)[0]!)).toEqual(['openstack/no-group']);
    expect(idsOf(read)[0]).toMatch(/-0$/);
  });
});
