import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  covers,
  equal,
  fromIntervals,
  has,
  type IntervalSet,
  intersect,
  intersects,
  nothing,
  subtract,
  union,
  unionAll,
} from '../../src/address/intervals.js';

const LIMIT = 40;
const point = fc.integer({ min: 0, max: LIMIT });
const intervals = fc.array(fc.record({ start: point, end: point }), { maxLength: 8 });
const set = intervals.map((list) => fromIntervals(list));

/** The points of a set, one by one: what every operation is held against. */
function points(of: IntervalSet<number>): readonly boolean[] {
  return Array.from({ length: LIMIT + 1 }, (_, i) => has(of, i));
}

function isCanonical(of: IntervalSet<number>): boolean {
  return of.length % 2 === 0 && of.every((boundary, i) => i === 0 || boundary > of[i - 1]!);
}

describe('interval sets', () => {
  test('a set holds exactly the points of its intervals', () => {
    fc.assert(
      fc.property(intervals, (list) => {
        const expected = Array.from({ length: LIMIT + 1 }, (_, i) =>
          list.some(({ start, end }) => start <= i && i < end),
        );
        expect(points(fromIntervals(list))).toEqual(expected);
        expect(isCanonical(fromIntervals(list))).toBe(true);
      }),
    );
  });

  test('two sets with the same points are equal lists', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(equal(a, b)).toBe(points(a).every((inA, i) => inA === points(b)[i]));
      }),
    );
  });

  const operations = [
    { name: 'union', run: union, keep: (inA: boolean, inB: boolean) => inA || inB },
    { name: 'intersect', run: intersect, keep: (inA: boolean, inB: boolean) => inA && inB },
    { name: 'subtract', run: subtract, keep: (inA: boolean, inB: boolean) => inA && !inB },
  ] as const;

  for (const { name, run, keep } of operations) {
    test(`${name} is right at every point, and canonical`, () => {
      fc.assert(
        fc.property(set, set, (a, b) => {
          const inB = points(b);
          expect(points(run(a, b))).toEqual(points(a).map((inA, i) => keep(inA, inB[i]!)));
          expect(isCanonical(run(a, b))).toBe(true);
        }),
      );
    });
  }

  test('the union of many is the union of each', () => {
    fc.assert(
      fc.property(fc.array(set, { maxLength: 6 }), (sets) => {
        expect(unionAll(sets)).toEqual(
          sets.reduce((all, one) => union(all, one), nothing as IntervalSet<number>),
        );
      }),
    );
  });

  test('a set covers another if nothing of it is left outside', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(covers(a, b)).toBe(points(b).every((inB, i) => !inB || points(a)[i]));
      }),
    );
  });

  test('two sets intersect if a point is in both', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(intersects(a, b)).toBe(points(a).some((inA, i) => inA && points(b)[i]));
      }),
    );
  });

  test('neighbours join, gaps stay', () => {
    expect(
      fromIntervals([
        { start: 5, end: 6 },
        { start: 1, end: 3 },
        { start: 3, end: 5 },
      ]),
    ).toEqual([1, 6]);
    expect(
      fromIntervals([
        { start: 1, end: 3 },
        { start: 4, end: 5 },
      ]),
    ).toEqual([1, 3, 4, 5]);
  });

  test('no interval, and intervals that end before they begin, hold nothing', () => {
    expect(fromIntervals([])).toEqual([]);
    expect(
      fromIntervals([
        { start: 3, end: 3 },
        { start: 5, end: 4 },
      ]),
    ).toEqual([]);
    expect(unionAll([])).toEqual([]);
  });
});
