import { type IntervalSet, intervalsOf, type Point } from '../address/intervals.js';

/** Whether two sets have a point in common; quick where the first has few intervals, however many the second has. */
export function meet<P extends Point>(few: IntervalSet<P>, many: IntervalSet<P>): boolean {
  for (const { start, end } of intervalsOf(few)) {
    const next = boundariesUpTo(many, start);
    if (next % 2 === 1 || (next < many.length && many[next]! < end)) return true;
  }
  return false;
}

/** Whether the second set holds all of the first; quick where the first has few intervals, and makes no set. */
export function within<P extends Point>(few: IntervalSet<P>, many: IntervalSet<P>): boolean {
  for (const { start, end } of intervalsOf(few)) {
    const next = boundariesUpTo(many, start);
    if (next % 2 === 0 || many[next]! < end) return false;
  }
  return true;
}

function boundariesUpTo<P extends Point>(set: IntervalSet<P>, point: P): number {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (set[middle]! <= point) low = middle + 1;
    else high = middle;
  }
  return low;
}
