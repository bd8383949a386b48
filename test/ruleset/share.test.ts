import { describe, expect, test } from 'vitest';
import {
  countIntervals,
  type IntervalSet,
  intersect,
  intervalsOf,
  union,
} from '../../src/address/intervals.js';
import { ipv4 } from '../../src/address/ipv4.js';
import { prefixesOf } from '../../src/address/space.js';
import { peerSet } from '../../src/ruleset/peer-set.js';
import { sharePeers, WORTH_SHARING } from '../../src/ruleset/share.js';
import { lookupParts } from '../../src/target/nftables/lookup.js';
import { splitPrefixes } from '../../src/target/sets.js';
import { Random } from '../reference/random.js';
import { asIpv6, edited, longSet } from '../support/long-sets.js';

type Sets = readonly IntervalSet<number>[];

/** Few or many variants of one to three lists, of lists together, and sets that have nothing to do with them. */
function manySets(seed: number): Sets {
  const random = new Random(seed);
  const lists = random.times(random.between(1, 3), (i) => longSet(seed * 10 + i, random.between(20, 400)));
  const sets = random.times(random.between(2, 24), (i): IntervalSet<number> => {
    if (random.chance(0.1)) return longSet(seed * 100 + i, random.between(1, 80));
    if (random.chance(0.05)) return [0, 2 ** 32];
    const list = random.pick(lists);
    const wide = random.chance(0.2) ? union(list, random.pick(lists)) : list;
    return random.chance(0.15) ? wide : edited(wide, seed * 1_000 + i);
  });
  return sets.filter((set) => set.length > 0);
}

function share(sets: Sets) {
  const peersOf = sharePeers(sets.map((set) => peerSet(set)));
  return sets.map((set) => peersOf(peerSet(set)));
}

const distinct = (sets: Sets): Sets => [...new Map(sets.map((set) => [set.join(), set])).values()];

const measures: readonly (readonly [string, (set: IntervalSet<number>) => number])[] = [
  ['intervals', countIntervals],
  ['prefixes', (set) => prefixesOf(ipv4, set).length],
  [
    'elements of nftables',
    (set) => {
      const { addresses, networks, intervals } = lookupParts(ipv4, set);
      return addresses.length + networks.flatMap(({ elements }) => elements).length + intervals.length / 2;
    },
  ],
  [
    'elements of ipset',
    (set) => splitPrefixes(ipv4, set).addresses.length + splitPrefixes(ipv4, set).intervals.length,
  ],
];

describe('peers that share what they have in common', () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed);

  test('are the same peers as before', () => {
    for (const seed of seeds) {
      const sets = manySets(seed);
      share(sets).forEach(({ all, own, shared }, i) => {
        expect(union(own, shared), `seed ${seed}`).toEqual(sets[i]);
        expect(all.set).toEqual(sets[i]);
      });
    }
  });

  test.each(measures)('are never more %s together', (_, measure) => {
    let saved = 0;
    for (const seed of seeds) {
      const sets = manySets(seed);
      const sum = (some: Sets) => distinct(some).reduce((total, set) => total + measure(set), 0);
      const before = sum(sets);
      const after = sum(share(sets).flatMap(({ own, shared }) => [own, shared]));
      expect(after, `seed ${seed}`).toBeLessThanOrEqual(before);
      saved += before - after;
    }
    expect(saved).toBeGreaterThan(0);
  });

  test('depend on what the sets hold, and not on their order', () => {
    for (const seed of seeds) {
      const sets = manySets(seed);
      const turned = share([...sets].reverse()).reverse();
      const plain = ({ own, shared }: { own: IntervalSet<number>; shared: IntervalSet<number> }) => [
        own,
        shared,
      ];
      expect(turned.map(plain), `seed ${seed}`).toEqual(share(sets).map(plain));
    }
  });

  test('equal sets get the same object, different ones never', () => {
    for (const seed of seeds) {
      const sets = manySets(seed);
      const peers = share(sets);
      for (const [i, set] of sets.entries()) {
        for (const [j, other] of sets.entries())
          expect(peers[i] === peers[j]).toBe(set.join() === other.join());
      }
    }
  });

  test('share nothing short: every use saves the lookup', () => {
    for (const seed of seeds) {
      const sets = manySets(seed);
      share(sets).forEach(({ own, shared }, i) => {
        if (shared.length === 0 || own.length === 0) return;
        const spared = countIntervals(sets[i]!) - countIntervals(own);
        expect(spared, `seed ${seed}`).toBeGreaterThanOrEqual(WORTH_SHARING);
      });
    }
  });

  test('a list that hundreds add an address to exists once', () => {
    const list = longSet(1, 1_000);
    const sets = Array.from({ length: 500 }, (_, i) => union(list, [5_000_000 + 2 * i, 5_000_001 + 2 * i]));
    const peers = share([...sets, list]);
    expect(new Set(peers.map(({ shared }) => shared))).toEqual(new Set([list]));
    expect(peers.every(({ own }) => countIntervals(own) <= 1)).toBe(true);
    expect(peers.at(-1)!.own).toEqual([]);
  });

  test('a prefix that swallows a part of the list does not spoil it for the others', () => {
    const list = longSet(2, 500);
    const wide = union(list, [list[100]!, list[301]!]);
    const sets = Array.from({ length: 50 }, (_, i) => union(list, [9_000_000 + 2 * i, 9_000_001 + 2 * i]));
    const peers = share([...sets, wide]);
    expect(new Set(peers.map(({ shared }) => shared))).toEqual(new Set([list]));
    expect(peers.at(-1)!.own).toEqual([list[100]!, list[301]!]);
  });

  test('two lists that nothing has in common stay two', () => {
    const [a, b] = [longSet(3, 300), longSet(4, 300).map((one) => one + 3_000_000)];
    const sets = Array.from({ length: 40 }, (_, i) =>
      union(i % 2 === 0 ? a : b, [9_000_000 + 2 * i, 9_000_001 + 2 * i]),
    );
    expect(new Set(share(sets).map(({ shared }) => shared))).toEqual(new Set([a, b]));
    expect(intersect(a, b)).toEqual([]);
  });

  test('in IPv6 as well', () => {
    const list = asIpv6(longSet(5, 300));
    const sets = Array.from({ length: 20 }, (_, i) =>
      peerSet(union(list, [BigInt(2 * i + 1), BigInt(2 * i + 2)])),
    );
    const peersOf = sharePeers(sets);
    for (const set of sets) expect(peersOf(set).shared).toEqual(list);
  });

  test('the parts are made of whole intervals of what they were', () => {
    for (const seed of seeds.slice(0, 40)) {
      const sets = manySets(seed);
      const known = new Set(
        sets.flatMap((set) => Array.from(intervalsOf(set), ({ start, end }) => `${start} ${end}`)),
      );
      for (const { own, shared } of share(sets)) {
        for (const { start, end } of [...intervalsOf(own), ...intervalsOf(shared)])
          expect(known.has(`${start} ${end}`)).toBe(true);
      }
    }
  });
});
