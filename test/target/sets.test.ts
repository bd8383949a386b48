import { describe, expect, test } from 'vitest';
import { ipv4 } from '../../src/address/ipv4.js';
import { ipv6 } from '../../src/address/ipv6.js';
import { SetNames, splitPrefixes, splitRuns } from '../../src/target/sets.js';

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
    expect(splitRuns(ipv4, set)).toEqual({ addresses, runs });
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

describe('names of sets', () => {
  const named = (kind: 'group' | 'list', name: string, ipv4Set: readonly number[]) => ({
    kind,
    name,
    addresses: { ipv4: ipv4Set, ipv6: [] },
  });

  test('come from the group or list that holds the same, else from the first place', () => {
    const names = new SetNames(ipv4, [
      named('group', 'Web tier', [1, 3, 5, 6]),
      named('list', 'office', [9, 10]),
    ]);
    expect(names.nameOf([1, 3, 5, 6], 'eth0-in-tcp4-22')).toBe('group-web-tier-v4');
    expect(names.nameOf([9, 10], 'eth0-in-tcp4-23')).toBe('list-office-v4');
    expect(names.nameOf([9, 11], 'eth0-in-tcp4-24')).toBe('eth0-in-tcp4-24');
    expect(names.nameOf([9, 11], 'eth1-in-tcp4-80')).toBe('eth0-in-tcp4-24');
  });

  test('are never shared by two sets', () => {
    const names = new SetNames(ipv4, [named('group', 'a b', [1, 2]), named('group', 'a.b', [3, 4])]);
    const all = [
      names.nameOf([1, 2], 'p'),
      names.nameOf([3, 4], 'p'),
      names.nameOf([5, 6], 'p'),
      names.nameOf([7, 8], 'p'),
    ];
    expect(new Set(all).size).toBe(4);
  });
});
