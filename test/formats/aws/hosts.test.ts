import { describe, expect, it } from 'vitest';
import {
  addressesInWords,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  group,
  groupOf,
  hostOf,
  ingressOf,
  interfaceOf,
  permission,
  type Reading,
  reading,
  textOf,
} from './reading.js';

const groups = { SecurityGroups: ['sg-1', 'sg-2', 'sg-3'].map((id) => group(id)) };
const instances = (...Instances: readonly unknown[]): object => ({
  Reservations: [{ Groups: [], Instances }],
});
const interfaces = (...items: readonly unknown[]): object => ({ NetworkInterfaces: items });

function instance(id: string, more: object = {}): object {
  return {
    InstanceId: id,
    State: { Code: 16, Name: 'running' },
    PrivateIpAddress: '10.0.0.1',
    PublicIpAddress: '198.51.100.1',
    SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'name of 1' }],
    Tags: [{ Key: 'Name', Value: 'web' }],
    ...more,
  };
}

function eni(id: string, address: string, carried: readonly string[], more: object = {}): object {
  return {
    NetworkInterfaceId: id,
    Description: '',
    Groups: carried.map((GroupId) => ({ GroupId, GroupName: `name of ${GroupId.slice(3)}` })),
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
    Ipv6Addresses: [],
    TagSet: [],
    ...more,
  };
}

function attachedTo(InstanceId: string, DeviceIndex: number, Status = 'attached'): object {
  return { Attachment: { InstanceId, DeviceIndex, Status } };
}

function carriedBy(read: Reading, id: string): readonly string[] {
  return interfaceOf(read, id).groups.map(({ reference }) => reference);
}

function addressesOf(read: Reading, id: string): readonly string[] {
  return addressesInWords(interfaceOf(read, id).addresses);
}

describe('instances', () => {
  const two = instance('i-1', {
    NetworkInterfaces: [
      eni('eni-2', '10.0.1.1', ['sg-2', 'sg-3'], { Attachment: { DeviceIndex: 1 } }),
      eni('eni-1', '10.0.0.1', ['sg-1'], { Attachment: { DeviceIndex: 0 } }),
    ],
  });

  it('fact 2: carry groups on each interface of its own, primary first', () => {
    const read = reading({ 'i.json': instances(two), 'g.json': groups });
    expectNothingSaid(read);
    const host = hostOf(read, 'i-1');
    expect(host).toMatchObject({ name: 'web', settings: {} });
    expect(host.interfaces.map(({ id }) => id)).toEqual(['eni-1', 'eni-2']);
    expect(carriedBy(read, 'eni-1')).toEqual(['sg-1']);
    expect(carriedBy(read, 'eni-2')).toEqual(['sg-2', 'sg-3']);
  });

  it('fact 20: are hosts of a cloud', () => {
    const read = reading({
      'i.json': instances(two),
      'n.json': interfaces(eni('eni-9', '10.0.9.9', ['sg-1'])),
      'g.json': groups,
    });
    expect(read.definition.hosts.map(({ cloud }) => cloud)).toEqual([true, true]);
  });

  it('fact 29: have a list of groups that is of their primary interface only', () => {
    const secondary = eni('eni-2', '10.0.1.1', ['sg-2'], attachedTo('i-1', 1));
    const read = reading({
      'i.json': instances(instance('i-1')),
      'n.json': interfaces(secondary),
      'g.json': groups,
    });
    expectNothingSaid(read);
    expect(hostOf(read, 'i-1').interfaces.map(({ id }) => id)).toEqual(['eni-2']);
    expect(carriedBy(read, 'eni-2')).toEqual(['sg-2']);
  });

  it('fact 2: of which no interface is known have a primary one with that list', () => {
    const read = reading({ 'i.json': instances(instance('i-1')), 'g.json': groups });
    expectNothingSaid(read);
    expect(hostOf(read, 'i-1').interfaces).toHaveLength(1);
    expect(carriedBy(read, 'i-1')).toEqual(['sg-1']);
    expect(addressesOf(read, 'i-1')).toEqual(['10.0.0.1']);
  });

  it('are known by their id where they have no Name tag, or an empty one', () => {
    const unnamed = [
      instance('i-1', { Tags: undefined }),
      instance('i-2', { Tags: [{ Key: 'Name', Value: '' }] }),
    ];
    const read = reading({ 'i.json': instances(...unnamed), 'g.json': groups });
    expectNothingSaid(read);
    expect(read.definition.hosts.map(({ name }) => name)).toEqual(['i-1', 'i-2']);
  });

  it('keep their tags as they are', () => {
    const tags = [{ Key: 'Name', Value: 'a "b" $(c)' }, { Key: 'x' }];
    const read = reading({ 'i.json': instances(instance('i-1', { Tags: tags })), 'g.json': groups });
    expect([...hostOf(read, 'i-1').tags]).toEqual([
      ['Name', 'a "b" $(c)'],
      ['x', ''],
    ]);
  });

  it.each(['terminated', 'shutting-down'])('that are %s are left out', (Name) => {
    const read = reading({ 'i.json': instances(instance('i-1', { State: { Name } })), 'g.json': groups });
    expectNothingSaid(read);
    expect(read.definition.hosts).toEqual([]);
  });

  it.each(['stopped', 'pending', 'stopping'])('that are %s are kept', (Name) => {
    const read = reading({ 'i.json': instances(instance('i-1', { State: { Name } })), 'g.json': groups });
    expect(read.definition.hosts).toHaveLength(1);
  });

  it('are one instance in several files, and an error where these differ', () => {
    expectNothingSaid(reading({ 'a.json': instances(two), 'b.json': instances(two), 'g.json': groups }));
    const moved = instance('i-1', { PrivateIpAddress: '10.0.0.9' });
    const read = reading({
      'a.json': instances(instance('i-1')),
      'b.json': instances(moved),
      'g.json': groups,
    });
    expectDiagnostic(read, 'duplicate', '"i-1"', "host 'i-1'");
  });
});

describe('network interfaces', () => {
  it('make a host of the instance they are attached to, described or not', () => {
    const read = reading({
      'n.json': interfaces(
        eni('eni-2', '10.0.1.1', ['sg-2'], attachedTo('i-1', 1)),
        eni('eni-1', '10.0.0.1', ['sg-1'], attachedTo('i-1', 0)),
      ),
      'g.json': groups,
    });
    expectNothingSaid(read);
    expect(hostOf(read, 'i-1')).toMatchObject({ name: 'i-1' });
    expect(hostOf(read, 'i-1').interfaces.map(({ id }) => id)).toEqual(['eni-1', 'eni-2']);
  });

  it('fact 29: without an instance are hosts of their own, never dropped', () => {
    const endpoint = eni('eni-1', '10.0.0.1', ['sg-1'], {
      Attachment: { DeviceIndex: 1, InstanceOwnerId: 'amazon-aws' },
    });
    const spare = eni('eni-2', '10.0.0.2', ['sg-1'], {
      TagSet: [{ Key: 'Name', Value: 'spare' }],
      Description: 'kept',
    });
    const read = reading({ 'n.json': interfaces(endpoint, spare), 'g.json': groups });
    expectNothingSaid(read);
    expect(hostOf(read, 'eni-1')).toMatchObject({ name: 'eni-1', description: '' });
    expect(hostOf(read, 'eni-2')).toMatchObject({ name: 'spare', description: 'kept' });
    expect(interfaceOf(read, 'eni-2')).toMatchObject({ name: 'spare', trusted: false });
    expect(interfaceOf(read, 'eni-2').device).toBeUndefined();
  });

  it('that are detached belong to no instance', () => {
    const read = reading({
      'n.json': interfaces(eni('eni-1', '10.0.0.1', ['sg-1'], attachedTo('i-1', 1, 'detached'))),
      'g.json': groups,
    });
    expect(read.definition.hosts.map(({ id }) => id)).toEqual(['eni-1']);
  });

  it('facts 12 and 29: have private addresses only, of every kind', () => {
    const full = eni('eni-1', '10.0.0.1', ['sg-1'], {
      Association: { PublicIp: '198.51.100.1' },
      PrivateIpAddresses: [
        { Primary: true, PrivateIpAddress: '10.0.0.1', Association: { PublicIp: '198.51.100.1' } },
        { Primary: false, PrivateIpAddress: '10.0.0.200' },
      ],
      Ipv6Address: '2001:db8::9',
      Ipv6Addresses: [{ Ipv6Address: '2001:db8::1' }],
      Ipv4Prefixes: [{ Ipv4Prefix: '10.0.7.0/28' }],
      Ipv6Prefixes: [{ Ipv6Prefix: '2001:db8:7::/80' }],
    });
    const read = reading({ 'n.json': interfaces(full), 'g.json': groups });
    expectNothingSaid(read);
    expect(addressesOf(read, 'eni-1')).toEqual([
      ...['10.0.0.1', '10.0.0.200', '10.0.7.0/28'],
      ...['2001:db8::1', '2001:db8::9', '2001:db8:7::/80'],
    ]);
  });

  it.each(['10.0.7.1/28', '10.0.0.1/0', '2001:db8:7::1/80'])(
    'are read without a delegated prefix that has host bits: %s',
    (prefix) => {
      const name = prefix.includes(':') ? 'Ipv6Prefix' : 'Ipv4Prefix';
      const one = eni('eni-1', '10.0.0.1', ['sg-1'], { [`${name}es`]: [{ [name]: prefix }] });
      const read = reading({ 'n.json': interfaces(one), 'g.json': groups });
      expectDiagnostic(read, 'ignored-value', `"${prefix}"`, 'has host bits set');
      expect(addressesOf(read, 'eni-1')).toEqual(['10.0.0.1']);
    },
  );

  it('are read without an address that is none, with one warning', () => {
    const read = reading({ 'n.json': interfaces(eni('eni-1', '10-0-0-157', ['sg-1'])), 'g.json': groups });
    expectDiagnostic(read, 'ignored-value', '"10-0-0-157"', 'not an IP address');
    expect(addressesOf(read, 'eni-1')).toEqual([]);
  });

  it('say once what is odd about them, in however many places it stands', () => {
    const odd = eni('eni-1', '10-0-0-157', ['sg-1']);
    const within = instance('i-1', { PrivateIpAddress: '10-0-0-157', NetworkInterfaces: [odd] });
    const alone = reading({ 'i.json': instances(within), 'g.json': groups });
    expect(codesOf(alone)).toEqual(['ignored-value']);
    const both = reading({ 'i.json': instances(within), 'n.json': interfaces(odd), 'g.json': groups });
    expect(codesOf(both)).toEqual(['ignored-value']);
  });

  it.each(['10.0.0.0/8', '10.0.0.1-10.0.0.9', '2001:db8::1', '0.0.0.0/0'])(
    'do not take %j as an IPv4 address',
    (text) => {
      const read = reading({ 'n.json': interfaces(eni('eni-1', text, ['sg-1'])), 'g.json': groups });
      expectDiagnostic(read, 'ignored-value', `"${text}"`);
      expect(addressesOf(read, 'eni-1')).toEqual([]);
    },
  );

  it('stand in both outputs: then describe-network-interfaces holds', () => {
    const within = instance('i-1', {
      NetworkInterfaces: [eni('eni-1', '10.0.0.9', ['sg-1']), eni('eni-2', '10.0.0.2', ['sg-3'])],
    });
    const files = { 'i.json': instances(within), 'g.json': groups };
    const same = reading({
      ...files,
      'n.json': interfaces(eni('eni-1', '10.0.0.1', ['sg-1'], attachedTo('i-1', 0))),
    });
    expectNothingSaid(same);
    expect(hostOf(same, 'i-1').interfaces.map(({ id }) => id)).toEqual(['eni-1', 'eni-2']);
    expect(addressesOf(same, 'eni-1')).toEqual(['10.0.0.1']);
    const other = reading({
      ...files,
      'n.json': interfaces(eni('eni-1', '10.0.0.1', ['sg-2'], attachedTo('i-1', 0))),
    });
    expectDiagnostic(other, 'ignored-value', '"eni-1"', 'carries other groups');
    expect(carriedBy(other, 'eni-1')).toEqual(['sg-2']);
  });

  it('belong to the instance that lists them where their own output does not say', () => {
    const within = instance('i-1', { NetworkInterfaces: [eni('eni-1', '10.0.0.1', ['sg-1'])] });
    const read = reading({
      'i.json': instances(within),
      'n.json': interfaces(eni('eni-1', '10.0.0.1', ['sg-1'])),
      'g.json': groups,
    });
    expectNothingSaid(read);
    expect(read.definition.hosts.map(({ id }) => id)).toEqual(['i-1']);
  });

  it('of one id in two instances stay one each, with a warning', () => {
    const one = (id: string, address: string): object =>
      instance(id, { NetworkInterfaces: [eni('eni-0', address, ['sg-1'])] });
    const read = reading({
      'i.json': instances(one('i-1', '10.0.0.1'), one('i-2', '10.0.0.2')),
      'g.json': groups,
    });
    expectDiagnostic(read, 'repeated-interface', '"eni-0"', "host 'i-1' and in host 'i-2'");
    const addresses = read.definition.hosts.map((host) =>
      host.interfaces.flatMap((each) => addressesInWords(each.addresses)),
    );
    expect(addresses).toEqual([['10.0.0.1'], ['10.0.0.2']]);
  });

  it('of one id within an instance are one, and an error where they differ', () => {
    const twice = (...more: readonly object[]): Reading => {
      const first = eni('eni-1', '10.0.0.1', ['sg-1', 'sg-2']);
      const all = [{ ...first, ...attachedTo('i-1', 0) }, ...more, eni('eni-2', '10.0.0.7', ['sg-3'])];
      const files = { 'i.json': instances(instance('i-1', { NetworkInterfaces: all })), 'g.json': groups };
      return reading(files);
    };
    const same = twice(eni('eni-1', '10.0.0.1', ['sg-2', 'sg-1']));
    expectNothingSaid(same);
    expect(hostOf(same, 'i-1').interfaces.map(({ id }) => id)).toEqual(['eni-1', 'eni-2']);
    for (const other of [
      eni('eni-1', '10.0.0.1', ['sg-3']),
      eni('eni-1', '10.0.0.2', ['sg-1', 'sg-2']),
      eni('eni-1', '10.0.0.1', []),
    ]) {
      const read = twice(other);
      expectDiagnostic(read, 'duplicate', '"eni-1"', "interface 'eni-1'");
      expect(read.diagnostics.map(({ related }) => related!.map(({ span }) => textOf(span)))).toEqual([
        ['"eni-1"'],
      ]);
      expect(hostOf(read, 'i-1').interfaces).toHaveLength(2);
    }
  });

  it('are one interface in several files, and an error where these differ', () => {
    const first = interfaces(eni('eni-1', '10.0.0.1', ['sg-1', 'sg-2']));
    const same = interfaces(eni('eni-1', '10.0.0.1', ['sg-2', 'sg-1']));
    expectNothingSaid(reading({ 'a.json': first, 'b.json': same, 'g.json': groups }));
    const other = interfaces(eni('eni-1', '10.0.0.1', ['sg-1']));
    expectDiagnostic(reading({ 'a.json': first, 'b.json': other, 'g.json': groups }), 'duplicate', '"eni-1"');
  });
});

describe('the groups an interface carries', () => {
  it('are known by id, whatever name stands beside it', () => {
    const read = reading({
      'n.json': interfaces(eni('eni-1', '10.0.0.1', [], { Groups: [{ GroupId: 'sg-1', GroupName: 'old' }] })),
      'g.json': groups,
    });
    expectNothingSaid(read);
    expect(carriedBy(read, 'eni-1')).toEqual(['sg-1']);
  });

  it('are known by name only where there is no id', () => {
    const named = (GroupName: string): object => eni('eni-1', '10.0.0.1', [], { Groups: [{ GroupName }] });
    const read = reading({ 'n.json': interfaces(named('name of 2')), 'g.json': groups });
    expectNothingSaid(read);
    expect(carriedBy(read, 'eni-1')).toEqual(['sg-2']);
    expect(codesOf(reading({ 'n.json': interfaces(named('none')), 'g.json': groups }))).toContain(
      'unknown-group',
    );
  });

  it('fact 14: that no output describes let nothing through, with one warning', () => {
    const read = reading({
      'n.json': interfaces(eni('eni-1', '10.0.0.1', ['sg-9']), eni('eni-2', '10.0.0.2', ['sg-9'])),
    });
    expectDiagnostic(read, 'unresolved-group', '"sg-9"', 'none of its rules');
    expect(carriedBy(read, 'eni-1')).toEqual(['sg-9']);
    expect(groupOf(read, 'sg-9')).toMatchObject({ ingress: [], egress: [] });
  });

  it('fact 12: have members even where no output describes them', () => {
    const pair = permission('tcp', 22, 22, { UserIdGroupPairs: [{ GroupId: 'sg-9' }] });
    const files = { 'g.json': { SecurityGroups: [group('sg-1', [pair])] } };
    const read = reading({ ...files, 'n.json': interfaces(eni('eni-1', '10.0.0.1', ['sg-9'])) });
    expect(codesOf(read)).toEqual(['unresolved-group']);
    expect(ingressOf(read)).toEqual(['tcp/22 group:sg-9']);
  });

  it.each([{ Groups: [] }, { Groups: undefined }])(
    'may be none, which never comes to mean `default`: %j',
    (more) => {
      const read = reading({ 'n.json': interfaces(eni('eni-1', '10.0.0.1', [], more)), 'g.json': groups });
      expectDiagnostic(read, 'interface-without-groups', '"eni-1"');
      const [carried] = carriedBy(read, 'eni-1');
      expect(groupOf(read, carried!)).toMatchObject({ ingress: [], egress: [] });
    },
  );
});

describe('names of devices', () => {
  const files = {
    'n.json': interfaces(
      eni('eni-0abc', '10.0.0.1', ['sg-1'], attachedTo('i-1', 0)),
      eni('eni-0def', '10.0.1.1', ['sg-1'], attachedTo('i-1', 1)),
    ),
    'g.json': groups,
  };

  it('come from the options only', () => {
    const read = reading(files, { 'eni-0abc': 'ens5' });
    expectNothingSaid(read);
    expect(interfaceOf(read, 'eni-0abc').device).toBe('ens5');
    expect(interfaceOf(read, 'eni-0def')).not.toHaveProperty('device');
  });

  it('have to be of an interface that is there', () => {
    const read = reading(files, { 'eni-0abd': 'ens5' });
    expect(codesOf(read)).toEqual(['unknown-interface']);
    expect(read.diagnostics[0]!.suggestion).toBe("did you mean 'eni-0abc'?");
  });

  it.each(['eth*', 'eth 0', 'eth0@if3', 'a-name-of-16-cha', '..', ''])('cannot be %j', (name) => {
    expect(codesOf(reading(files, { 'eni-0abc': name }))).toEqual(['invalid-device']);
  });

  it('are of one interface of a host each', () => {
    const read = reading(files, { 'eni-0abc': 'ens5', 'eni-0def': 'ens5' });
    expectDiagnostic(read, 'invalid-device', '"eni-0def"', "both 'eni-0abc' and 'eni-0def'");
  });
});
