import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromIntervals, has } from '../../src/address/intervals.js';
import { placesOf } from '../../src/advice/coverage/places.js';

const set = fc
  .array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 10 })), { maxLength: 6 })
  .map((all) => fromIntervals(all.map(([start, size]) => ({ start, end: start + size }))));

test('a set holds the places of its addresses and no others', () => {
  fc.assert(
    fc.property(fc.array(set, { maxLength: 5 }), fc.integer({ min: 1, max: 20 }), (sets, times) => {
      // The more often sets are used, the more they have in common.
      const { runsOf, placeOf, count } = placesOf(Array.from({ length: times }, () => sets).flat());
      const some = sets.flatMap((one) => one.filter((_, i) => i % 2 === 0));
      for (const address of some) {
        expect(placeOf(address)).toBeLessThan(count);
        for (const one of sets) expect(has(runsOf(one), placeOf(address))).toBe(has(one, address));
      }
    }),
  );
});

test('a list that many rules name takes one place', () => {
  const long = fromIntervals(Array.from({ length: 1_000 }, (_, i) => ({ start: 10 * i, end: 10 * i + 5 })));
  const { runsOf } = placesOf(Array.from({ length: 50 }, () => long));
  expect(runsOf(long)).toHaveLength(2);
});
