import type { IntervalSet, Point } from '../address/intervals.js';

/** Gives equal sets one object, so that they are stored, compared and printed once. */
export type Intern<P extends Point> = (set: IntervalSet<P>) => IntervalSet<P>;

export function interner<P extends Point>(): Intern<P> {
  const known = new Map<string, IntervalSet<P>>();
  return (set) => {
    const key = set.join();
    const same = known.get(key);
    if (same) return same;
    known.set(key, set);
    return set;
  };
}
