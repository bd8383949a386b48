import { describe, expect, it } from 'vitest';
import { attachedTo, eni, groups, instance, instances, interfaces } from './hosts.js';
import { addressesOf, carriedBy, expectDiagnostic, expectNothingSaid, hostOf, reading } from './reading.js';

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
