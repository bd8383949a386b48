import { describe, expect, it } from 'vitest';
import { openstack } from '../../../src/formats/openstack/index.js';
import {
  addressesInWords,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  group,
  groupOf,
  hostOf,
  interfaceOf,
  type Reading,
  reading,
  rule,
  rulesOf,
} from './reading.js';

const web = group('web', [rule({ protocol: 'tcp', port_range_min: 22, port_range_max: 22 })]);

function port(id: string, more: object = {}): object {
  return {
    id,
    name: '',
    fixed_ips: [{ subnet_id: 's', ip_address: '10.0.0.1' }],
    security_groups: ['web'],
    ...more,
  };
}

function readingOfPorts(...ports: readonly object[]): Reading {
  return reading({ 'groups.json': { security_groups: [web] }, 'ports.json': { ports } });
}

describe('documents', () => {
  it.each([
    [{ security_groups: [] }, ['security_groups']],
    [{ security_group: {} }, ['security_group']],
    [{ security_group_rules: [] }, ['security_group_rules']],
    [{ security_group_rule: {} }, ['security_group_rule']],
    [{ address_groups: [] }, ['address_groups']],
    [{ address_group: {} }, ['address_group']],
    [{ ports: [] }, ['ports']],
    [{ port: {} }, ['port']],
    [{ servers: [] }, ['servers']],
    [{ id: 'x', rules: [] }, ['rules']],
    [{ id: 'x', addresses: [] }, ['addresses']],
    [{ id: 'x', fixed_ips: [] }, ['fixed_ips']],
    [{ id: 'x', port_range_min: 1 }, ['port_range_min']],
    [[{ ID: 'x', 'IP Protocol': null }], [0, 'IP Protocol']],
    [[{ ID: 'x', 'Fixed IP Addresses': [] }], [0, 'Fixed IP Addresses']],
    [[{ ID: 'x', Name: 'x', Addresses: [] }], [0, 'Addresses']],
    [[{ ID: 'x', Name: 'x', Description: '', Project: 'p' }], [0, 'Project']],
  ])('are known by their keys: %j', (value, key) => {
    expect(openstack.keyOf(value)).toEqual(key);
  });

  it.each([
    [{}],
    [[]],
    [null],
    ['security_groups'],
    [{ groups: {} }],
    [{ SecurityGroups: [] }],
    [{ Resources: {} }],
    [{ resource_changes: [] }],
    [{ addresses: [] }],
    [{ id: 'x', addresses: {} }],
    [[{ hosts: 'all', tasks: [] }]],
    [[{ ID: 'x', Name: 'x', Status: 'ACTIVE' }]],
    [Object.create({ security_groups: [] })],
  ])('are something else: %j', (value) => {
    expect(openstack.keyOf(value)).toBeUndefined();
  });

  it('say what of them is ignored, and that more follows', () => {
    const read = reading({ 'a.json': { security_groups: [web], networks: [], security_group: web } });
    expectDiagnostic(read, 'unused-source', '"networks"');
    const page = reading({ 'a.json': { security_groups: [web], security_groups_links: [{ rel: 'next' }] } });
    expectDiagnostic(page, 'incomplete-export', '"security_groups_links"');
    const odd = reading({ 'a.json': { security_groups: [web], security_gruops: [] } });
    expectDiagnostic(odd, 'ignored-value', '"security_gruops"');
    expect(odd.diagnostics[0]!.suggestion).toContain('security_groups');
  });
});

describe('groups', () => {
  it('fact 26: of an export have the rules that are written, and no others', () => {
    const read = reading({ 'a.json': { security_groups: [group('default', []), web] } });
    expectNothingSaid(read);
    expect(rulesOf(read, 'default')).toEqual([]);
    expect(rulesOf(read)).toEqual(['in tcp/22 anywhere-ipv4']);
  });

  it('keep names, descriptions and tags', () => {
    const read = reading({
      'a.json': { security_group: group('web', [], { description: 'd', tags: ['a', 'b'] }) },
    });
    const { name, description, tags } = groupOf(read, 'web');
    expect([name, description, [...tags.keys()]]).toEqual(['name of web', 'd', ['a', 'b']]);
  });

  it('fact 27: that are stateless let nothing through, because here replies would pass', () => {
    const read = reading({ 'a.json': { security_groups: [group('web', [rule()], { stateful: false })] } });
    expectDiagnostic(read, 'stateless-group', 'false', "group 'name of web' is stateless");
    expect(rulesOf(read)).toEqual([]);
    const odd = reading({ 'a.json': { security_groups: [group('web', [rule()], { stateful: 'false' })] } });
    expect(codesOf(odd)).toContain('wrong-type');
    expect(rulesOf(odd)).toEqual([]);
  });

  it('may stand several times, if they mean the same', () => {
    expectNothingSaid(reading({ 'a.json': { security_groups: [web] }, 'b.json': { security_group: web } }));
    const read = reading({
      'a.json': { security_groups: [web] },
      'b.json': { security_group: group('web') },
    });
    expectDiagnostic({ ...read, diagnostics: read.diagnostics }, 'duplicate', '"web"');
  });

  it('take rules that stand elsewhere only where they list none themselves', () => {
    const rules = { security_group_rules: [rule({ protocol: 'udp' })] };
    const bare = { id: 'web', name: 'w', security_group_rules: undefined };
    expect(rulesOf(reading({ 'a.json': { security_groups: [bare] }, 'b.json': rules }))).toEqual([
      'in udp anywhere-ipv4',
    ]);
    expect(rulesOf(reading({ 'b.json': rules }))).toEqual(['in udp anywhere-ipv4']);
    const read = reading({ 'a.json': { security_groups: [web] }, 'b.json': rules });
    expectDiagnostic(read, 'conflicting-rules', /"udp"/, 'left out');
    expect(rulesOf(read)).toEqual(['in tcp/22 anywhere-ipv4']);
  });

  it('of which no rules are in the input let nothing through', () => {
    const read = reading({ 'a.json': { security_groups: [{ id: 'web', name: 'w' }] } });
    expectDiagnostic(read, 'missing-rules', '"web"');
    expect(rulesOf(read)).toEqual([]);
  });
});

describe('ports', () => {
  it('of one server are the interfaces of one host, and one without a server is a host of its own', () => {
    const read = readingOfPorts(
      port('p1', { device_id: 'server-1', device_owner: 'compute:nova' }),
      port('p2', { device_id: 'server-1', fixed_ips: [{ ip_address: 'fd00::2' }] }),
      port('p3', { device_id: '', name: 'spare', fixed_ips: [{ ip_address: '10.0.0.3' }] }),
    );
    expectNothingSaid(read);
    expect(read.definition.hosts.map(({ id, name }) => [id, name])).toEqual([
      ['server-1', 'server-1'],
      ['p3', 'spare'],
    ]);
    expect(hostOf(read, 'server-1').interfaces.map(({ id }) => id)).toEqual(['p1', 'p2']);
    expect(interfaceOf(read, 'p1').groups.map(({ reference }) => reference)).toEqual(['web']);
    expect(hostOf(read, 'p3').cloud).toBe(false);
  });

  it('get the names of their servers, whose own addresses and groups are those of all ports together', () => {
    const server = {
      id: 'server-1',
      name: 'front',
      addresses: { net: [] },
      security_groups: [{ name: 'x' }],
    };
    const read = reading({
      'a.json': { security_groups: [web], ports: [port('p1', { device_id: 'server-1' })] },
      'b.json': { servers: [server, { id: 'server-2', name: 'back' }] },
    });
    expect(hostOf(read, 'server-1').name).toBe('front');
    expectDiagnostic(read, 'ignored-value', '"server-2"', 'none of the ports');
    expect(read.definition.hosts).toHaveLength(1);
  });

  it('fact 27: have the addresses that they may send from besides', () => {
    const pairs = [{ ip_address: '10.0.0.100', mac_address: 'm' }, { ip_address: '10.1.0.0/16' }];
    const read = readingOfPorts(port('p1', { allowed_address_pairs: pairs }));
    expectNothingSaid(read);
    expect(addressesInWords(groupOf(read, 'web').members)).toEqual(['10.0.0.100', '10.1.0.0/16']);
    // A prefix could hold the addresses of other interfaces, which tell their packets.
    expect(addressesInWords(interfaceOf(read, 'p1').addresses)).toEqual(['10.0.0.1', '10.0.0.100']);
  });

  it('of a listing without their groups let nothing through', () => {
    const read = readingOfPorts(port('p1', { security_groups: undefined }));
    expectDiagnostic(read, 'unknown-value', '"p1"', "which groups interface 'p1' carries");
    expect(interfaceOf(read, 'p1').groups.map(({ reference }) => reference)).toEqual(['openstack/no-group']);
  });

  it('whose groups are not described let nothing through', () => {
    const read = readingOfPorts(port('p1', { security_groups: ['gone'] }));
    expectDiagnostic(read, 'unresolved-group', '"gone"', 'none of its rules');
    expect(rulesOf(read, 'gone')).toEqual([]);
  });

  it('without groups let nothing through, not even where the cloud filters nothing', () => {
    const none = readingOfPorts(port('p1', { security_groups: [] }));
    expect(codesOf(none)).toEqual(['interface-without-groups']);
    expect(interfaceOf(none, 'p1').groups.map(({ reference }) => reference)).toEqual(['openstack/no-group']);
    const open = readingOfPorts(port('p1', { security_groups: [], port_security_enabled: false }));
    expectDiagnostic(open, 'ignored-value', 'false', 'the cloud filters nothing');
    expect(interfaceOf(open, 'p1').trusted).toBe(false);
  });

  it("of the network's own are no hosts, unless they carry groups", () => {
    const dhcp = port('p1', { device_owner: 'network:dhcp', security_groups: [] });
    const read = readingOfPorts(dhcp, { ...dhcp, id: 'p2' });
    expectDiagnostic(read, 'unused-source', '"network:dhcp"');
    expect(read.definition.hosts).toEqual([]);
    expect(readingOfPorts(port('p1', { device_owner: 'network:x' })).definition.hosts).toHaveLength(1);
  });

  it.each(['10.0.0.1-10.0.0.9', '300.0.0.1', 'x'])('are read without what is no address: %s', (address) => {
    const read = readingOfPorts(port('p1', { fixed_ips: [{ ip_address: address }] }));
    expectDiagnostic(read, 'ignored-value', `"${address}"`, 'the interface is read without it');
    expect(addressesInWords(interfaceOf(read, 'p1').addresses)).toEqual([]);
  });

  it('refuse ids that could be more than a name', () => {
    expect(codesOf(readingOfPorts(port('../p')))).toEqual(['invalid-name']);
    expect(codesOf(readingOfPorts(port('p', { device_id: 'a b' })))).toEqual(['invalid-name']);
    expect(codesOf(readingOfPorts(port('p', { security_groups: ['$(x)'] })))).toContain('invalid-name');
  });

  it('may stand twice, if they say the same', () => {
    expectNothingSaid(readingOfPorts(port('p1'), port('p1')));
    expectDiagnostic(readingOfPorts(port('p1'), port('p1', { security_groups: [] })), 'duplicate', '"p1"');
  });
});

describe('address groups', () => {
  it('fact 25: take bare addresses, and addresses of both families', () => {
    const read = reading({
      'a.json': {
        address_group: { id: 'a', name: 'office', addresses: ['10.0.0.1', '10.1.0.0/16', 'fd00::/8'] },
      },
    });
    expectNothingSaid(read);
    expect(read.definition.prefixLists.map(({ id, addresses }) => [id, addressesInWords(addresses)])).toEqual(
      [['a', ['10.0.0.1', '10.1.0.0/16', 'fd00::/8']]],
    );
  });

  it('that are empty match nothing', () => {
    const read = reading({ 'a.json': { address_groups: [{ id: 'a', addresses: [] }] } });
    expect(addressesInWords(read.definition.prefixLists[0]!.addresses)).toEqual([]);
  });
});
