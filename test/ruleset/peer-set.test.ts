import { describe, expect, test } from 'vitest';
import { type IntervalSet, intersect, intervalsOf, subtract, union } from '../../src/address/intervals.js';
import {
  commonPeersOf,
  intervalsWithout,
  peerSet,
  peersWithout,
  samePeers,
  unionOfPeers,
} from '../../src/ruleset/peer-set.js';
import { asIpv6, edited, longSet } from '../support/long-sets.js';

const seeds = Array.from({ length: 150 }, (_, seed) => seed);

/** Two sets that are alike, one that is not, or none at all. */
function pair(seed: number): readonly [IntervalSet<number>, IntervalSet<number>] {
  const set = longSet(seed, (seed * 7) % 600);
  if (seed % 10 === 0) return [set, []];
  if (seed % 10 === 1) return [set, longSet(seed + 1_000, 200)];
  return [set.length > 0 ? edited(set, seed) : [], set.length > 0 ? edited(set, seed + 1) : [5, 6]];
}

const wholeIntervals = (a: IntervalSet<number>, b: IntervalSet<number>): readonly number[] => {
  const known = new Set(Array.from(intervalsOf(b), ({ start, end }) => `${start} ${end}`));
  return [...intervalsOf(a)].filter(({ start, end }) => !known.has(`${start} ${end}`)).flatMap(Object.values);
};

describe('a set in blocks', () => {
  const operations = [
    ['union', unionOfPeers, union],
    ['what is common', commonPeersOf, intersect],
    ['what is not in the other', peersWithout, subtract],
    ['the intervals that the other has not', intervalsWithout, wholeIntervals],
  ] as const;

  test.each(operations)('%s is the same as of plain sets, and in the same blocks', (_, ofBlocks, plain) => {
    for (const seed of seeds) {
      const [a, b] = pair(seed);
      const result = ofBlocks(peerSet(a), peerSet(b));
      expect(result.set, `seed ${seed}`).toEqual(plain(a, b));
      expect(result.blocks, `seed ${seed}`).toEqual(peerSet(plain(a, b)).blocks);
    }
  });

  test('is the same in IPv6', () => {
    for (const seed of seeds.slice(0, 30)) {
      const [a, b] = pair(seed);
      const v6 = unionOfPeers(peerSet(asIpv6(a)), peerSet(asIpv6(b)));
      expect(v6.set, `seed ${seed}`).toEqual(asIpv6(union(a, b)));
    }
  });

  test('equal sets are the same, and no others', () => {
    for (const seed of seeds) {
      const [a, b] = pair(seed);
      expect(samePeers(peerSet(a), peerSet([...a]))).toBe(true);
      expect(samePeers(peerSet(a), peerSet(b))).toBe(a.join() === b.join());
    }
  });

  test('sets that are nearly the same share nearly all their blocks', () => {
    const set = longSet(1, 10_000);
    const base = peerSet(set);
    const blocks = new Set(base.blocks);
    const more = unionOfPeers(base, peerSet([1, 2, 3_000_000, 3_000_001]));
    expect(base.blocks.length).toBeGreaterThan(100);
    expect(more.blocks.filter((block) => !blocks.has(block)).length).toBeLessThan(4);
  });
});
