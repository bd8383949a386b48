import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromIntervals, has, type IntervalSet } from '../../src/address/intervals.js';
import { ipv4 } from '../../src/address/ipv4.js';
import { ipv6 } from '../../src/address/ipv6.js';
import { formatSet, prefixesOf } from '../../src/address/space.js';
import { type NamedSet, NamedSets } from '../../src/policy/named-sets.js';
import { longRunsOf, SetNames, shortRunsOf, splitPrefixes } from '../../src/target/sets.js';

describe('a set, as single addresses and longer runs', () => {
  test.each([
    [[1, 2], [1], []],
    [[8, 12], [8, 9, 10, 11], []],
    [[8, 13], [], [8, 13]],
    [
      [0, 2, 16, 32],
      [0, 1],
      [16, 32],
    ],
  ])('for nftables: %j', (set, addresses, runs) => {
    expect([shortRunsOf(ipv4, set), longRunsOf(ipv4, set)]).toEqual([addresses, runs]);
  });

  test.each([
    [[1, 2], ['0.0.0.1'], []],
    [[8, 13], [], ['0.0.0.8/30', '0.0.0.12']],
    // ipset stores no null address in a set of addresses
    [[0, 1, 5, 6], ['0.0.0.5'], ['0.0.0.0']],
    [[0, 3], [], ['0.0.0.0/31', '0.0.0.2']],
  ])('for ipset: %j', (set, addresses, intervals) => {
    expect(splitPrefixes(ipv4, set)).toEqual({ addresses, intervals });
  });

  test('for ipset: the first address of IPv6', () => {
    expect(splitPrefixes(ipv6, [0n, 1n, 5n, 6n])).toEqual({ addresses: ['::5'], intervals: ['::'] });
  });
});

/** The fewest prefixes that hold exactly some addresses of a space of so many bits, tried bit by bit. */
function fewestPrefixes(holds: (address: number) => boolean, first: number, bits: number): number {
  const all = Array.from({ length: 2 ** bits }, (_, i) => holds(first + i));
  if (all.every((one) => !one)) return 0;
  if (all.every((one) => one)) return 1;
  const half = 2 ** (bits - 1);
  return fewestPrefixes(holds, first, bits - 1) + fewestPrefixes(holds, first + half, bits - 1);
}

/** The addresses that a spelling holds, from 0.0.0.0 to 0.0.0.255. */
function addressesOf(spelled: readonly string[]): readonly number[] {
  const last = (address: string) => Number(address.split('.')[3]);
  return spelled.flatMap((one) => {
    const [start, end] = one.split('-') as [string, string?];
    const [address, length = '32'] = start.split('/') as [string, string?];
    const count = end === undefined ? 2 ** (32 - Number(length)) : last(end) - last(address) + 1;
    return Array.from({ length: count }, (_, i) => last(address) + i);
  });
}

describe('a set is spelled as short as it can be', () => {
  const sets = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 40 })), { maxLength: 12 })
    .map((runs) => fromIntervals(runs.map(([start, size]) => ({ start, end: Math.min(256, start + size) }))));
  const ascending = (a: number, b: number) => a - b;
  const held = (set: IntervalSet<number>) =>
    Array.from({ length: 256 }, (_, i) => i).filter((i) => has(set, i));
  /** Maximal runs, found one address at a time. */
  const runs = (addresses: readonly number[]) =>
    addresses
      .filter((one, i) => one !== addresses[i - 1]! + 1)
      .map((start) => {
        let end = start;
        while (addresses.includes(end)) end++;
        return { start, size: end - start };
      });

  test('intervals are the fewest, but for runs of at most four, which are addresses', () => {
    fc.assert(
      fc.property(sets, (set) => {
        const addresses = shortRunsOf(ipv4, set).map(ipv4.format);
        const intervals = formatSet(ipv4, longRunsOf(ipv4, set));
        const held256 = held(set);
        expect(addressesOf([...addresses, ...intervals]).toSorted(ascending)).toEqual(held256);
        expect(intervals.length).toBe(runs(held256).filter(({ size }) => size > 4).length);
        expect(addressesOf(addresses).length).toBe(
          runs(held256).reduce((sum, { size }) => sum + (size > 4 ? 0 : size), 0),
        );
      }),
    );
  });

  test('prefixes are the fewest, but for runs of at most four, which are addresses', () => {
    fc.assert(
      fc.property(sets, (set) => {
        const { addresses, intervals } = splitPrefixes(ipv4, set);
        const held256 = held(set);
        const short = runs(held256).filter(({ start, size }) => size <= 4 && start > 0);
        const isShort = (address: number) =>
          short.some(({ start, size }) => address >= start && address < start + size);
        expect(addressesOf([...addresses, ...intervals]).toSorted(ascending)).toEqual(held256);
        expect(addressesOf(addresses)).toEqual(held256.filter(isShort));
        const long = (address: number) => held256.includes(address) && !isShort(address);
        expect(intervals.length).toBe(fewestPrefixes(long, 0, 8));
      }),
    );
  });

  test('without sets, prefixes are the fewest', () => {
    fc.assert(
      fc.property(sets, (set) => {
        const held256 = held(set);
        expect(prefixesOf(ipv4, set).length).toBe(fewestPrefixes((one) => held256.includes(one), 0, 8));
      }),
    );
  });
});

describe('names of sets', () => {
  const named = (kind: 'group' | 'list', name: string, ipv4Set: readonly number[]) => ({
    kind,
    name,
    addresses: { ipv4: ipv4Set, ipv6: [] },
  });
  const namesIn = (sets: readonly NamedSet[]) => new SetNames(ipv4, new NamedSets(sets));

  test('come from the group or list that holds the same, else from the first place', () => {
    const names = namesIn([named('group', 'Web tier', [1, 3, 5, 6]), named('list', 'office', [9, 10])]);
    expect(names.nameOf([1, 3, 5, 6], 'eth0-in-tcp4-22')).toBe('group-web-tier-v4');
    expect(names.nameOf([9, 10], 'eth0-in-tcp4-23')).toBe('list-office-v4');
    expect(names.nameOf([9, 11], 'eth0-in-tcp4-24')).toBe('eth0-in-tcp4-24');
    expect(names.nameOf([9, 11], 'eth1-in-tcp4-80')).toBe('eth0-in-tcp4-24');
  });

  test('are never shared by two sets', () => {
    const names = namesIn([named('group', 'a b', [1, 2]), named('group', 'a.b', [3, 4])]);
    const all = [
      names.nameOf([1, 2], 'p'),
      names.nameOf([3, 4], 'p'),
      names.nameOf([5, 6], 'p'),
      names.nameOf([7, 8], 'p'),
    ];
    expect(new Set(all).size).toBe(4);
  });
});
