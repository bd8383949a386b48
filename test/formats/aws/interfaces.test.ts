import { describe, expect, it } from 'vitest';
import { attachedTo, eni, groups, instance, instances, interfaces } from './hosts.js';
import {
  addressesInWords,
  addressesOf,
  carriedBy,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  hostOf,
  interfaceOf,
  type Reading,
  reading,
  textOf,
} from './reading.js';

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
