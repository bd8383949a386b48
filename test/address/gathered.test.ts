import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Gathered } from '../../src/address/gathered.js';
import { fromIntervals, unionAll } from '../../src/address/intervals.js';

const interval = fc.tuple(fc.nat(60), fc.nat(6)).map(([start, length]) => ({ start, end: start + length }));
const sets = fc.array(fc.array(interval, { maxLength: 3 }).map(fromIntervals), { maxLength: 6 });

test('the union of what was gathered is that of all sets, however often it is asked for', () => {
  fc.assert(
    fc.property(sets, (all) => {
      const gathered = new Gathered<number>();
      for (const set of all) gathered.add(set);
      const union = unionAll(all);
      expect([gathered.union(), gathered.union()]).toEqual([union, union]);
    }),
  );
});

test('a long set alone stays the same object', () => {
  const long = [1, 2, 3, 4];
  const gathered = new Gathered<number>();
  gathered.add(long);
  expect(gathered.union()).toBe(long);
});
