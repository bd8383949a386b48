import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ipv4 } from '../../src/address/ipv4.js';
import { ipv6 } from '../../src/address/ipv6.js';
import { formatPrefix, prefixesOf } from '../../src/address/space.js';

describe('the fewest prefixes of an interval', () => {
  test.each([
    [0, 2 ** 32, ['0.0.0.0/0']],
    [1, 2, ['0.0.0.1']],
    [1, 5, ['0.0.0.1', '0.0.0.2/31', '0.0.0.4']],
    [2 ** 31, 2 ** 32, ['128.0.0.0/1']],
  ])('%d to %d', (start, end, expected) => {
    expect(prefixesOf(ipv4, [start, end]).map((prefix) => formatPrefix(ipv4, prefix))).toEqual(expected);
  });

  test('they follow each other without gap or overlap, and no two neighbours could be one', () => {
    const bound = fc.integer({ min: 0, max: 2 ** 32 });
    fc.assert(
      fc.property(bound, bound, (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const prefixes = prefixesOf(ipv4, [start, end]);
        let at = start;
        for (const { address, length } of prefixes) {
          expect(address).toBe(at);
          expect(address % 2 ** (32 - length)).toBe(0);
          at += 2 ** (32 - length);
        }
        expect(at).toBe(end);
        for (let i = 1; i < prefixes.length; i++) {
          const [before, here] = [prefixes[i - 1]!, prefixes[i]!];
          const mergeable = before.length === here.length && before.address % 2 ** (33 - here.length) === 0;
          expect(mergeable).toBe(false);
        }
      }),
    );
  });

  test('IPv6 behaves as IPv4 does', () => {
    const shift = 96n;
    const bound = fc.integer({ min: 0, max: 2 ** 32 });
    fc.assert(
      fc.property(bound, bound, (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const wide = prefixesOf(ipv6, [BigInt(start) << shift, BigInt(end) << shift]);
        const narrow = prefixesOf(ipv4, [start, end]);
        expect(wide.map(({ address, length }) => [Number(address >> shift), length])).toEqual(
          narrow.map(({ address, length }) => [address, length]),
        );
      }),
    );
  });

  test('an interval that is one prefix is known by its length, and by none where it takes several', () => {
    const bits = fc.integer({ min: 0, max: 32 });
    const near = fc.integer({ min: -1, max: 1 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), bits, near, near, (address, length, a, b) => {
        const size = 2 ** (32 - length);
        const start = Math.max(0, address - (address % size) + a);
        const end = Math.min(2 ** 32, start + size + b);
        if (start >= end) return;
        const interval = { start, end };
        const wide = { start: BigInt(start) << 90n, end: BigInt(end) << 90n };
        const [only, ...more] = prefixesOf(ipv4, [start, end]);
        expect(ipv4.lengthOf(interval)).toBe(more.length === 0 ? only!.length : undefined);
        expect(ipv6.lengthOf(wide)).toBe(more.length === 0 ? only!.length + 6 : undefined);
      }),
      { numRuns: 2000 },
    );
    expect(ipv4.lengthOf({ start: 0, end: 2 ** 32 })).toBe(0);
    expect(ipv6.lengthOf({ start: 0n, end: 1n << 128n })).toBe(0);
    expect(ipv6.lengthOf({ start: 5n, end: 6n })).toBe(128);
  });
});
