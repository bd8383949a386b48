import { describe, expect, it } from 'vitest';
import { compute, network, port, secgroup, server } from './openstack-hosts.js';
import type { Spec } from './plans.js';
import { constant, refs, state } from './plans.js';
import {
  addressesInWords,
  carriedBy,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  hostOf,
  inPlan,
  inState,
  interfaceOf,
  type Reading,
  reading,
} from './reading.js';

describe('a server', () => {
  it('is a host with a port for each network, and carries its groups there', () => {
    const second = { ...network, uuid: 'n2', fixed_ip_v4: '10.1.0.5', fixed_ip_v6: '[2001:db8::5]' };
    const read = inState(compute([]), server({ network: [network, second] }));
    expectNothingSaid(read);
    expect(hostOf(read, 's1')).toMatchObject({ name: 'front', cloud: false });
    expect(addressesInWords(interfaceOf(read, 's1-0').addresses)).toEqual(['10.0.0.5']);
    expect(addressesInWords(interfaceOf(read, 's1-1').addresses)).toEqual(['10.1.0.5', '2001:db8::5']);
    expect([carriedBy(read, 's1-0'), carriedBy(read, 's1-1')]).toEqual([['web-id'], ['web-id']]);
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
    expect(carriedBy(read, 'p1')).toEqual(['db']);
  });

  it('has ports that are not in the input, of which no group is known', () => {
    const read = inState(secgroup('web'), server({ network: [{ ...network, port: 'p9' }] }));
    expectDiagnostic(read, 'unknown-value', '"p9"', "port 'p9'");
    expect(carriedBy(read, 'p9')).toEqual(['openstack/no-group']);
  });

  it.each<[where: string, more: readonly Spec[], networks: readonly object[]]>([
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
  ])('whose list is of all its ports together carries nothing on one of them: %s', (_, more, networks) => {
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
  });

  it('names groups by name or id; one that is unknown or ambiguous is told, and not carried', () => {
    expect(carriedBy(inState(secgroup('db'), server({ security_groups: ['db'] })), 's1-0')).toEqual(['db']);
    const unknown = inState(secgroup('db'), server({ security_groups: ['db', 'default'] }));
    expectDiagnostic(unknown, 'unresolved-group', '"default"');
    expect(carriedBy(unknown, 's1-0')).toEqual(['db']);
    const twice = inState(secgroup('a', { name: 'web' }), secgroup('b', { name: 'web' }), server({}));
    expectDiagnostic(twice, 'ambiguous', '"web"');
    expect(carriedBy(twice, 's1-0')).toEqual(['openstack/no-group']);
    const looked = secgroup('x', { id: 'd1', name: 'default' }, { mode: 'data' });
    const found = inState(looked, server({ security_groups: ['default'] }));
    expectDiagnostic(found, 'unresolved-group', '"default"', 'none of its rules');
    expect(carriedBy(found, 's1-0')).toEqual(['d1']);
  });

  it('whose ports may carry more, each for itself, carries nothing that is sure', () => {
    const association = {
      type: 'openstack_networking_port_secgroup_associate_v2',
      name: 'a',
      values: { port_id: 'p9' },
    };
    const several = inState(secgroup('web'), association, server({ network: [network, network] }));
    expect(carriedBy(several, 's1-0')).toEqual(['openstack/no-group']);
    expect(carriedBy(inState(secgroup('web'), association, server({})), 's1-0')).toEqual(['web']);
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
    expect(carriedBy(read, 's1-0')).toEqual(['openstack/no-group']);
    expect(
      carriedBy(
        reading({
          ...elsewhere,
          'b.json': state([server({ security_groups: ['web-id'] })]),
        }),
        's1-0',
      ),
    ).toEqual(['web-id']);
    const far = inState(secgroup('x', { name: 'web', region: 'a' }), server({ region: 'b' }));
    expect(carriedBy(far, 's1-0')).toEqual(['openstack/no-group']);
    const near = inState(
      secgroup('x', { name: 'web', region: 'a' }),
      secgroup('y', { name: 'web', region: 'b' }),
      server({ region: 'b' }),
    );
    expect(carriedBy(near, 's1-0')).toEqual(['y']);
  });

  it('that carries none today gets no default group', () => {
    const none = server({ security_groups: [] }, { written: {} });
    const looked = server({ security_groups: [] }, { mode: 'data', written: {} });
    for (const one of [none, looked])
      expect(carriedBy(inPlan(secgroup('d1', { name: 'default' }), one), 's1-0')).toEqual([
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
    expect(carriedBy(read, id!)).toEqual(['web']);
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
    expect(carriedBy(read, ids[0]!)).toEqual(['web']);
    expect(carriedBy(read, ids[1]!)).toEqual(['openstack_networking_secgroup_v2.web']);
  });

  it('that names no group carries the default one, which is read where it is there', () => {
    const values = { ...planned, security_groups: undefined };
    const bare = server(values, { unknown: { ...unknown, security_groups: true }, written: networks });
    const without = inPlan(secgroup('web'), bare);
    expectDiagnostic(without, 'unknown-value', /./, 'the default group');
    expect(carriedBy(without, idsOf(without)[0]!)).toEqual(['openstack/no-group']);
    const read = inPlan(secgroup('d1', { name: 'default' }), bare);
    expect(carriedBy(read, idsOf(read)[0]!)).toEqual(['d1']);
  });

  it('of which a port is not known carries nothing there', () => {
    const written = { security_groups: constant(['web']), network: [{ port: refs('local.port') }] };
    const read = inPlan(
      secgroup('web'),
      server({ ...planned, network: [{}] }, { unknown: { id: true, network: [{ port: true }] }, written }),
    );
    expectDiagnostic(read, 'unknown-value', /./, "'port'");
    expect(carriedBy(read, idsOf(read)[0]!)).toEqual(['openstack/no-group']);
    expect(idsOf(read)[0]).toMatch(/-0$/);
  });
});
