import { describe, expect, it } from 'vitest';
import { has, type Point } from '../../../src/address/intervals.js';
import type { Space } from '../../../src/address/space.js';
import type { Probe } from '../../../src/lab/model.js';
import { deriveProbes, type ProbedHost } from '../../../src/lab/probes/derive.js';
import type { CanonicalCell, FamilyRuleset } from '../../../src/ruleset/model.js';
import { inRange, readAddress } from '../../reference/addresses.js';
import { generate, toYaml } from '../../reference/generate.js';
import { probedHosts } from '../probed.js';

const SEEDS = Array.from({ length: 25 }, (_, seed) => seed + 1);

async function scenario(seed: number): Promise<{
  readonly hosts: readonly ProbedHost[];
  readonly probes: readonly Probe[];
}> {
  const hosts = await probedHosts(toYaml(generate(seed)));
  return { hosts, probes: deriveProbes(hosts, { count: undefined, seed }) };
}

/** As kernels see it, written a second time. */
const unsendable = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '224.0.0.0/4',
  '255.255.255.255',
  '::/127',
  '::ffff:0:0/96',
  'fe80::/10',
  'ff00::/8',
];

describe.each(SEEDS)('probes of the random definition %i', async (seed) => {
  const { hosts, probes } = await scenario(seed);

  it('have ends that can speak with each other, each its own address', () => {
    const owners = new Map(
      hosts.flatMap(({ host }) =>
        host.interfaces.flatMap(({ id, addresses }) => addresses.map((one) => [one, `${host.id} ${id}`])),
      ),
    );
    for (const { from, to, family, traffic } of probes) {
      expect(from.host).not.toBe(to.host);
      // What is for many goes to no address of its receiver.
      for (const end of traffic.kind === 'many' ? [from] : [from, to]) {
        const owner = end.host === undefined ? undefined : `${end.host} ${end.interface}`;
        expect([end.address, owner]).toEqual([end.address, owners.get(end.address)]);
        expect(end.address.includes(':')).toBe(family === 'ipv6');
        expect(unsendable.filter((range) => inRange(range, end.address))).toEqual([]);
      }
    }
  });

  it('are numbered from 1 and are each of a flow of their own', () => {
    expect(probes.map(({ id }) => id)).toEqual(probes.map((_, at) => at + 1));
    const flows = probes.map(({ from, to, traffic }) => {
      const ends = [
        from.address,
        traffic.kind === 'many' ? `${to.host} ${to.interface} ${to.address}` : to.address,
      ];
      return JSON.stringify([traffic, traffic.kind === 'protocol' ? ends.sort() : ends]);
    });
    expect(new Set(flows).size).toBe(flows.length);
  });

  it('carry what a packet can carry', () => {
    for (const { traffic } of probes) {
      if ('port' in traffic) expect([traffic.port >= 1, traffic.port <= 65_535]).toEqual([true, true]);
      if (traffic.kind === 'icmp') expect(traffic.type * 256 + traffic.code).toBeLessThan(65_536);
      if (traffic.kind === 'protocol') expect([1, 6, 17, 58]).not.toContain(traffic.protocol);
    }
  });

  // Where tracked flows do not pass, some cannot be told beforehand.
  it.skipIf(hosts.some(({ policy }) => !policy.settings.established))(
    'stand on each side of every edge of the ports and peers of every entry',
    () => {
      for (const { ruleset, host } of hosts) {
        const own = host.interfaces.flatMap(({ addresses }) => addresses);
        for (const one of ruleset.interfaces) {
          const [inwards, outwards] = (['to', 'from'] as const).map((end) =>
            probes.filter((probe) => probe[end].host === host.id && probe[end].interface === one.id),
          );
          const addresses = host.interfaces.find(({ id }) => id === one.id)!.addresses;
          for (const [rules, some, peer] of [
            [one.ingress.canonical, inwards!, 'from'],
            [one.egress.canonical, outwards!, 'to'],
          ] as const) {
            if (addresses.some((address) => !address.includes(':'))) expectEdges(rules.ipv4, own, some, peer);
            if (addresses.some((address) => address.includes(':'))) expectEdges(rules.ipv6, own, some, peer);
          }
        }
      }
    },
  );
});

function expectEdges<P extends Point>(
  { space, protocols }: FamilyRuleset<P>,
  own: readonly string[],
  probes: readonly Probe[],
  peer: 'from' | 'to',
): void {
  const canMeet = (address: string) =>
    !own.includes(address) && !unsendable.some((range) => inRange(range, address));
  for (const { first: protocol, cells } of protocols) {
    if (protocol !== 6 && protocol !== 17) continue;
    const kind = protocol === 6 ? 'tcp' : 'udp';
    for (const cell of cells) {
      const tried = probes.flatMap(({ traffic, family, [peer]: { address } }) =>
        traffic.kind === kind && family === space.family ? [{ port: traffic.port, address }] : [],
      );
      expectPorts(cell, tried, space, canMeet);
      expectPeers(cell, tried, space, canMeet);
    }
  }
}

interface Tried {
  readonly port: number;
  readonly address: string;
}

function expectPorts<P extends Point>(
  { first, last, peers }: CanonicalCell<P>,
  tried: readonly Tried[],
  space: Space<P>,
  canMeet: (address: string) => boolean,
): void {
  const ends = intervals(peers).flatMap(({ start, end }) => [start, space.plus(end, -1)]);
  if (last === 0 || !ends.some((end) => canMeet(space.format(end)))) return;
  const edges = [first - 1, Math.max(1, first), last, last + 1].filter((port) => port >= 1 && port <= 65_535);
  const missing = edges.filter(
    (port) => !tried.some((one) => one.port === port && has(peers, pointOf(space, one.address))),
  );
  expect(missing).toEqual([]);
}

function expectPeers<P extends Point>(
  { first, last, peers }: CanonicalCell<P>,
  tried: readonly Tried[],
  space: Space<P>,
  canMeet: (address: string) => boolean,
): void {
  if (last === 0 || peers.length > 8) return;
  const [lowest, highest] = space.everything as readonly [P, P];
  const edges = intervals(peers).flatMap(({ start, end }) => [
    ...(start > lowest ? [space.plus(start, -1)] : []),
    start,
    space.plus(end, -1),
    ...(end < highest ? [end] : []),
  ]);
  const missing = edges
    .map((edge) => space.format(edge))
    .filter(canMeet)
    .filter((edge) => !tried.some(({ port, address }) => address === edge && first <= port && port <= last));
  expect(missing).toEqual([]);
}

function intervals<P extends Point>(set: readonly P[]): readonly { readonly start: P; readonly end: P }[] {
  return Array.from({ length: set.length / 2 }, (_, at) => ({ start: set[2 * at]!, end: set[2 * at + 1]! }));
}

function pointOf<P extends Point>(space: Space<P>, text: string): P {
  const { value } = readAddress(text);
  return (space.family === 'ipv4' ? Number(value) : value) as P;
}
