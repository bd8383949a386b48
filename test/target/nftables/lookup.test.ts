import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromIntervals, type IntervalSet, type Point } from '../../../src/address/intervals.js';
import { ipv4 } from '../../../src/address/ipv4.js';
import { ipv6 } from '../../../src/address/ipv6.js';
import { prefixesOf, type Space } from '../../../src/address/space.js';
import { spellAddresses, spellIntervals } from '../../../src/target/nftables/elements.js';
import { lookupParts as partsOf } from '../../../src/target/nftables/lookup.js';
import { readAddress, readRange } from '../../reference/addresses.js';

/** The parts of a set, as their elements are spelled. */
function lookupParts<P extends Point>(space: Space<P>, set: IntervalSet<P>) {
  const { addresses, networks, intervals } = partsOf(space, set);
  const texts = (text: string) => (text === '' ? [] : text.split(/,\s+/));
  return {
    addresses: texts(spellAddresses(space, addresses).text),
    networks: networks.map((one) => ({ ...one, elements: texts(spellAddresses(space, one.elements).text) })),
    intervals: texts(spellIntervals(space, intervals).text),
  };
}

/** `count` networks of one length, with a gap of the same size behind each. */
function networks<P extends Point>(space: Space<P>, length: number, count: number, from: P): IntervalSet<P> {
  const size = 2 ** (space.bits - length);
  return fromIntervals(
    Array.from({ length: count }, (_, i) => {
      const start = space.plus(from, 2 * i * size);
      return { start, end: space.plus(start, size) };
    }),
  );
}

describe('an address set of nftables', () => {
  test('of a few intervals is left as it was written', () => {
    const parts = lookupParts(ipv4, networks(ipv4, 24, 11, 0));
    expect(parts.networks).toEqual([]);
    expect(parts.intervals).toHaveLength(11);
    expect(parts.intervals[1]).toBe('0.0.2.0/24');
  });

  test('of many networks of one length is a hash set, asked for the masked address', () => {
    const { addresses, networks: hashed, intervals } = lookupParts(ipv4, networks(ipv4, 24, 12, 0));
    expect(addresses).toEqual([]);
    expect(intervals).toEqual([]);
    expect(hashed).toMatchObject([{ length: 24, mask: '255.255.255.0' }]);
    expect(hashed[0]!.elements.slice(0, 3)).toEqual(['0.0.0.0', '0.0.2.0', '0.0.4.0']);
  });

  test('hashes the lengths that most networks have, and leaves the others in an interval set', () => {
    const from = readAddress('2001:db8::').value;
    const many = networks(ipv6, 64, 500, from);
    const few = networks(ipv6, 50, 2, readAddress('2001:db9::').value);
    const parts = lookupParts(ipv6, [...many, ...few]);
    expect(parts.networks).toMatchObject([{ length: 64, mask: 'ffff:ffff:ffff:ffff::' }]);
    expect(parts.intervals).toEqual(['2001:db9::/50', '2001:db9:0:8000::/50']);
  });

  test('of ranges that are no networks stays an interval set: they would come to many prefixes each', () => {
    const ranges = Array.from({ length: 200 }, (_, i) => [i * 256 + 1, i * 256 + 200]).flat();
    const parts = lookupParts(ipv4, ranges);
    expect(parts.networks).toEqual([]);
    expect(parts.intervals).toHaveLength(200);
  });

  test('single addresses stay together, whatever they were part of', () => {
    // Runs of 257 addresses: a /24 and one more.
    const runs = Array.from({ length: 50 }, (_, i) => [i * 1024, i * 1024 + 257]).flat();
    const parts = lookupParts(ipv4, [...runs, 2 ** 30, 2 ** 30 + 1]);
    expect(parts.networks.map(({ length }) => length)).toEqual([24]);
    expect(parts.addresses).toHaveLength(51);
    expect(parts.addresses[0]).toBe('0.0.1.0');
    expect(parts.addresses.at(-1)).toBe('64.0.0.0');
  });
});

describe('the parts of an address set', () => {
  const run = fc.tuple(
    fc.integer({ min: 0, max: 4_000 }),
    fc.constantFrom(1, 2, 3, 8, 8, 16, 16, 16, 16, 16, 64, 100),
  );
  const runs = fc.array(run, { minLength: 1, maxLength: 400 });

  test.each([
    ['IPv4', (at: number) => at * 16],
    ['IPv6', (at: number) => BigInt(at) * 16n],
  ] as const)('hold it exactly, each address once: %s', (family, point) => {
    fc.assert(
      fc.property(runs, (all) => {
        const space = (family === 'IPv4' ? ipv4 : ipv6) as Space<Point>;
        const intervals = all.map(([at, size]) => ({
          start: point(at) as Point,
          end: space.plus(point(at), size),
        }));
        const set = fromIntervals(intervals);
        const found = readBack(space, set);
        expect(fromIntervals(found)).toEqual(set);
        const total = found.reduce((sum, one) => sum + space.size(one), 0);
        expect(total).toBe(intervalsSize(space, set));
      }),
    );
  });

  test('are no more than the fewest prefixes, but for single addresses of short runs', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const set = fromIntervals(
          all.map(([at, size]) => ({ start: at * 16, end: at * 16 + Math.max(size, 8) })),
        );
        const { addresses, networks: hashed, intervals } = lookupParts(ipv4, set);
        const elements = addresses.length + intervals.length + hashed.flatMap((one) => one.elements).length;
        expect(elements).toBeLessThanOrEqual(prefixesOf(ipv4, set).length);
      }),
    );
  });
});

/** What the kernel would find, worked out from the texts alone. */
function readBack(space: Space<Point>, set: IntervalSet<Point>) {
  const { addresses, networks: hashed, intervals } = lookupParts(space, set);
  const texts = [
    ...addresses,
    ...intervals,
    ...hashed.flatMap(({ mask, elements }) => elements.map((one) => `${one}/${ones(mask)}`)),
  ];
  return texts.map((text) => {
    const { first, last } = readRange(text);
    const of = (value: bigint): Point => (space.bits === 32 ? Number(value) : value);
    return { start: of(first), end: space.plus(of(last), 1) };
  });
}

const ones = (mask: string): number => readAddress(mask).value.toString(2).replace(/0/g, '').length;

function intervalsSize(space: Space<Point>, set: IntervalSet<Point>): number {
  let total = 0;
  for (let i = 0; i < set.length; i += 2) total += space.size({ start: set[i]!, end: set[i + 1]! });
  return total;
}
