import { fromIntervals, type IntervalSet, subtract, union } from '../../src/address/intervals.js';
import { Random } from '../reference/random.js';

/** So many intervals that do not touch, of 1 to 6 addresses each; the same for the same seed. */
export function longSet(seed: number, count: number): IntervalSet<number> {
  const random = new Random(seed);
  let at = random.between(0, 1_000_000);
  const intervals = random.times(count, () => {
    const start = at + random.between(2, 12);
    at = start + random.between(1, 6);
    return { start, end: at };
  });
  return fromIntervals(intervals);
}

/** The set with some intervals more and some less, in a few places, anywhere and right beside its own. */
export function edited(set: IntervalSet<number>, seed: number): IntervalSet<number> {
  const random = new Random(seed);
  const somewhere = () => {
    const start = random.chance(0.5) ? random.pick(set) : random.between(0, 2_000_000);
    const begin = Math.max(0, start - random.between(0, 3));
    return { start: begin, end: begin + random.between(1, random.chance(0.1) ? 2_000 : 8) };
  };
  const more = fromIntervals(random.times(random.between(0, 4), somewhere));
  const less = fromIntervals(random.times(random.between(0, 2), somewhere));
  return subtract(union(set, more), less);
}

/** The same addresses in the other family. */
export const asIpv6 = (set: IntervalSet<number>): IntervalSet<bigint> =>
  set.map((boundary) => (0x2001n << 112n) + (BigInt(boundary) << 48n));
