import type { IntervalSet, Point } from '../address/intervals.js';
import { SetMap } from '../address/set-map.js';

/** Gives equal sets one object, so that they are stored, compared and printed once. */
export type Intern<P extends Point> = (set: IntervalSet<P>) => IntervalSet<P>;

export function interner<P extends Point>(): Intern<P> {
  const known = new SetMap<P, IntervalSet<P>>();
  return (set) => {
    const same = known.get(set);
    if (same) return same;
    known.add(set, set);
    return set;
  };
}
