import type { IntervalSet, Point } from '../../address/intervals.js';

export type Remap<P extends Point> = (set: IntervalSet<P>) => IntervalSet<P>;

/** Sets of a script that are made of others: one that several rules look at is worked out once, and is then one object. */
export class Derived {
  readonly #known = new Map<string, Map<IntervalSet<Point>, IntervalSet<Point>>>();

  /** What `work` makes of the set; `way` names the work. */
  of<P extends Point>(set: IntervalSet<P>, way: string, work: Remap<P>): IntervalSet<P> {
    const known = this.#known.get(way) ?? new Map<IntervalSet<Point>, IntervalSet<Point>>();
    this.#known.set(way, known);
    const result = known.get(set) ?? work(set);
    known.set(set, result);
    return result as IntervalSet<P>;
  }
}
