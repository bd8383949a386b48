import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { has, intervalsOf, type Point } from '../../../src/address/intervals.js';
import { ipv4 } from '../../../src/address/ipv4.js';
import { ipv6 } from '../../../src/address/ipv6.js';
import { parseAddress } from '../../../src/address/parse.js';
import type { Space } from '../../../src/address/space.js';
import { iptablesStats } from '../../../src/target/iptables/stats.js';
import { sample } from '../../support/sample.js';
import { lower, peers, type TestRule } from './host.js';
import { interfaceRules } from './rules.js';
import { depth, walk } from './walk.js';

const PROTOCOLS = { tcp: 6, udp: 17 } as const;

interface RandomRule {
  readonly protocol: keyof typeof PROTOCOLS | 'all';
  readonly ports?: readonly [number, number] | undefined;
  readonly peers: string;
}

/** Near one another, so that rules meet; and far, so that covering prefixes are short. */
const v4 = fc.oneof(
  fc
    .tuple(fc.nat(255), fc.integer({ min: 24, max: 32 }))
    .map(([n, length]) => ipv4Prefix(0x0a000000 + n, length)),
  fc.tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 1, max: 32 })).map(([n, length]) => ipv4Prefix(n, length)),
  fc.constant('0.0.0.1-255.255.255.254'),
);
const v6 = fc.oneof(
  fc
    .tuple(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), fc.integer({ min: 1, max: 128 }))
    .map(([n, length]) => ipv6Prefix(n, length)),
  fc.nat(60).map((n) => `2001:db8::${n.toString(16)}`),
  fc.constant('::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe'),
);

function ipv4Prefix(address: number, length: number): string {
  return `${ipv4.format(Math.floor(address / 2 ** (32 - length)) * 2 ** (32 - length))}/${length}`;
}

function ipv6Prefix(address: bigint, length: number): string {
  const shift = BigInt(128 - length);
  return `${ipv6.format((address >> shift) << shift)}/${length}`;
}

const ports = fc
  .tuple(fc.oneof(fc.nat(40), fc.nat(65_535)), fc.nat(5))
  .map(([first, more]) => [first, Math.min(65_535, first + more)] as const);

const randomRules = (prefix: fc.Arbitrary<string>): fc.Arbitrary<readonly RandomRule[]> =>
  fc.array(
    fc.record({
      protocol: fc.constantFrom('tcp', 'tcp', 'tcp', 'udp', 'all'),
      ports: fc.option(ports, { nil: undefined, freq: 8 }),
      peers: fc.array(prefix, { minLength: 1, maxLength: 25 }).map((list) => list.join(' ')),
    }),
    { maxLength: 30 },
  );

function toTestRule({ protocol, ports: range, peers: list }: RandomRule): TestRule {
  const bare = protocol === 'all' || !range;
  return { allow: bare ? protocol : `${protocol}/${range[0]}-${range[1]}`, peers: list };
}

/**
 * The edges of every rule and their neighbours: nothing changes in between. Without IPv4-mapped addresses, which no packet
 * carries and the reader refuses.
 */
function edges<P extends Point>(space: Space<P>, rules: readonly RandomRule[]): readonly string[] {
  const [first, end] = space.everything as readonly [P, P];
  const sets = rules.map((rule) => peers(rule.peers)[space.family] as readonly P[]);
  const boundaries = [...new Set(sets.flat()), first, end];
  const around = boundaries.flatMap((at) => [space.plus(at, -1), at]);
  return around
    .filter((at) => at >= first && at < end)
    .map((at) => space.format(at))
    .filter((text) => parseAddress(text).ok);
}

function allows(
  { protocol, ports: range, peers: list }: RandomRule,
  packet: { protocol: number; port: number; at: string },
) {
  if (protocol === 'all') return lies(list, packet.at);
  if (PROTOCOLS[protocol] !== packet.protocol) return false;
  return (!range || (range[0] <= packet.port && packet.port <= range[1])) && lies(list, packet.at);
}

function lies(list: string, at: string): boolean {
  const [set, one] = [peers(list), peers(at)];
  const [first] = intervalsOf(one.ipv4);
  return first ? has(set.ipv4, first.start) : has(set.ipv6, [...intervalsOf(one.ipv6)][0]!.start);
}

describe.each([
  ['ipv4', ipv4 as Space<Point>, v4],
  ['ipv6', ipv6 as Space<Point>, v6],
] as const)('%s: a tree lets through what its rules allow', (family, space, prefix) => {
  it.each([1, 2, 4])('with runs of %i', (run) => {
    fc.assert(
      fc.property(
        randomRules(prefix),
        fc.constantFrom('ingress', 'egress'),
        fc.infiniteStream(fc.nat()),
        (rules, direction, picks) => {
          const program = lower(
            { interfaces: [{ id: 'eth0', [direction]: rules.map(toTestRule) }] },
            { sets: false, run },
          );
          const chain = `SECG-eth0-${direction === 'ingress' ? 'in' : 'out'}`;
          const addresses = edges(space, rules);
          const cells = [
            0,
            65_535,
            ...rules.flatMap((rule) => rule.ports?.flatMap((port) => [port - 1, port, port + 1]) ?? []),
          ];
          const { worstCaseLookups } = iptablesStats(program);
          for (let i = 0; i < 150; i++) {
            const pick = <T>(list: readonly T[]): T => list[picks.next().value! % list.length]!;
            const packet = { protocol: pick([6, 6, 17, 50]), port: pick(cells), at: pick(addresses) };
            const { verdict, rules: met } = walk(program[family], chain, {
              ...packet,
              source: packet.at,
              destination: packet.at,
            });
            expect({ packet, verdict }).toEqual({
              packet,
              verdict: rules.some((rule) => allows(rule, packet)) ? 'accept' : 'drop',
            });
            expect(met).toBeLessThanOrEqual(worstCaseLookups);
          }
        },
      ),
      { numRuns: sample(15, 1_000) },
    );
  });
});

describe('the longest way', () => {
  const longest = (ports: number, prefixes: number, run = 4) => {
    const list = (port: number) =>
      Array.from({ length: prefixes }, (_, i) => `10.${(i * 7) >> 7}.${((i * 7) & 127) * 2}.${port}`).join(
        ' ',
      );
    const ingress = Array.from({ length: ports }, (_, i) => ({
      allow: `tcp/${1000 + i * 2}`,
      peers: list(i),
    }));
    const program = lower({ interfaces: [{ id: 'eth0', ingress }] }, { sets: false, run });
    return { depth: depth(program.ipv4, 'SECG-INPUT'), lookups: iptablesStats(program).worstCaseLookups };
  };

  it('grows with the logarithm of ports and of prefixes', () => {
    const baseline = longest(1, 1).lookups;
    expect(longest(64, 1).lookups - baseline).toBeLessThanOrEqual(8);
    expect(longest(2, 1000).lookups - baseline).toBeLessThanOrEqual(16);
    expect(longest(60, 500).lookups - baseline).toBeLessThanOrEqual(24);
  });

  it('has no more chains than nft takes, with the built-in chain 16', () => {
    expect(longest(200, 16, 1).depth).toBeLessThanOrEqual(15);
    expect(longest(20, 2000, 1).depth).toBeLessThanOrEqual(15);
  });
});

describe('the form', () => {
  const nine =
    '1.0.0.0/8 3.0.0.0/8 5.0.0.0/8 7.0.0.0/8 65.0.0.0/8 67.0.0.0/8 69.0.0.0/8 71.0.0.0/8 129.0.0.0/8';

  it('of up to eight is a run', () => {
    const peersOfEight = nine.split(' ').slice(1).join(' ');
    const ingress = Array.from({ length: 8 }, (_, i) => ({ allow: `tcp/${i * 2}`, peers: peersOfEight }));
    const rules = interfaceRules(ingress);
    expect(rules.filter((rule) => rule.startsWith('in-tcp: '))).toHaveLength(8);
    expect(rules.filter((rule) => rule.startsWith('in-tcp-0: '))).toHaveLength(8);
  });

  it('of ports is a chain for the upper half, named after its first port', () => {
    const ingress = Array.from({ length: 9 }, (_, i) => ({ allow: `tcp/${i * 2}`, peers: 'ipv4' }));
    expect(interfaceRules(ingress)).toEqual(
      [
        'in: -p tcp -j SECG-eth0-in-tcp',
        'in: -j DROP',
        'in-tcp: -p tcp --dport 10:16 -g SECG-eth0-in-tcp:10',
        'in-tcp: -p tcp --dport 6:8 -g SECG-eth0-in-tcp:6',
        ...[0, 2, 4].map((port) => `in-tcp: -p tcp --dport ${port} -j ACCEPT`),
        ...[10, 12, 14, 16].map((port) => `in-tcp:10: -p tcp --dport ${port} -j ACCEPT`),
        ...[6, 8].map((port) => `in-tcp:6: -p tcp --dport ${port} -j ACCEPT`),
      ].sort((a, b) => 0 * a.length * b.length),
    );
  });

  it('of peers is a chain for a covering prefix, and equal peers share it across protocols and interfaces', () => {
    const ingress = ['tcp/22', 'udp/53', '47'].map((allow) => ({ allow, peers: nine }));
    const { ipv4: chains } = lower(
      { interfaces: ['eth0', 'eth1'].map((id) => ({ id, ingress })) },
      { sets: false, run: 4 },
    );
    const names = chains.map(({ name }) => name).filter((name) => /tcp-|:|-47|udp-/.test(name));
    expect(names).toEqual(['SECG-eth0-in-tcp-22', 'SECG-eth0:it22:1', 'SECG-eth0:it22:2']);
  });

  it('of peers that may use everything is a chain that comes back', () => {
    const rules = interfaceRules(
      [
        { allow: 'all', peers: nine },
        { allow: 'tcp/22', peers: '10.0.0.1' },
      ],
      'ipv4',
      { sets: false, run: 4 },
    );
    expect(rules.slice(0, 3)).toEqual([
      'in: -j SECG-eth0-in-all',
      'in: -p tcp -j SECG-eth0-in-tcp',
      'in: -j DROP',
    ]);
  });

  it('has names that fit, for whatever interface and port', () => {
    const ids = ['eni-0123456789abcdef0', 'eni-0123456789abcdef1'];
    const list = Array.from({ length: 500 }, (_, i) => `10.${i >> 7}.${(i & 127) * 2}.1`).join(' ');
    const egress = Array.from({ length: 20 }, (_, i) => ({
      allow: `tcp/${65_535 - i * 2}`,
      peers: `${list} 1.1.1.${i}`,
    }));
    const interfaces = ids.map((id, i) => ({ id, addresses: `10.9.0.${i}`, egress }));
    const names = lower({ interfaces }, { sets: false, run: 1 }).ipv4.map(({ name }) => name);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(28);
  });
});
