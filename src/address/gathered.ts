import { type IntervalSet, type Point, unionAll, unionOfBounds } from './intervals.js';

/**
 * Sets whose union will be wanted. One interval is copied, since each of a hundred thousand rules has its own and nothing need
 * hold it; longer sets are kept as they are, since many rules name the same.
 */
export class Gathered<P extends Point> {
  readonly #starts: P[] = [];
  readonly #ends: P[] = [];
  readonly #sets: IntervalSet<P>[] = [];

  add(set: IntervalSet<P>): void {
    if (set.length === 2) {
      this.#starts.push(set[0]!);
      this.#ends.push(set[1]!);
    } else if (set.length > 0) this.#sets.push(set);
  }

  /** Puts what was gathered in another order, which means the same. */
  union(): IntervalSet<P> {
    if (this.#starts.length === 0) return unionAll(this.#sets);
    return unionAll([unionOfBounds(this.#starts, this.#ends), ...this.#sets]);
  }
}
