import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unionOfNumbers } from '../../src/proof/union.js';
import { holds } from '../../src/proof/values.js';

const MOST = 60;

const interval = fc.tuple(fc.integer({ min: 0, max: MOST }), fc.integer({ min: 0, max: MOST }));
/** In whatever order, some of which hold nothing. */
const anyOrder = fc.array(interval, { maxLength: 60 });
/** Ascending and apart, as sets of scripts are. */
const inOrder = fc
  .uniqueArray(fc.integer({ min: 0, max: MOST }), { maxLength: 30 })
  .map((points) => points.sort((a, b) => a - b))
  .map((points) => points.slice(points.length % 2))
  .map((points) =>
    points.flatMap((start, i): [number, number][] => (i % 2 === 0 ? [[start, points[i + 1]!]] : [])),
  );

test.each([
  ['few sets in order', fc.array(inOrder, { maxLength: 5 })],
  ['many sets', fc.array(inOrder, { minLength: 40, maxLength: 50 })],
  ['sets in whatever order', fc.array(anyOrder, { maxLength: 4 })],
])('the union of %s holds what any of them holds, in the fewest intervals', (_, sets) => {
  fc.assert(
    fc.property(sets, (some) => {
      const union = unionOfNumbers(some.map((set) => set.flat()));
      for (let value = 0; value <= MOST; value++)
        expect(holds(union, value)).toBe(
          some.some((set) => set.some(([start, end]) => start <= value && value < end)),
        );
      expect(union.every((bound, i) => i === 0 || bound > union[i - 1]!)).toBe(true);
    }),
  );
});
