import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IntervalIndex } from '../../src/ruleset/interval-index.js';

const interval = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }))
  .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));

test('finds the intervals that overlap, and no others', () => {
  fc.assert(
    fc.property(fc.array(interval), interval, (intervals, { first, last }) => {
      const found = new IntervalIndex(intervals).overlapping(first, last);
      const expected = intervals.filter((one) => one.first <= last && one.last >= first);
      expect(new Set(found)).toEqual(new Set(expected));
      expect(found).toHaveLength(expected.length);
    }),
  );
});
