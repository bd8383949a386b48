import { Gathered } from '../address/gathered.js';
import type { IntervalSet, Point } from '../address/intervals.js';
import { CELLS } from '../traffic/traffic.js';

/** The peers of all rules that name exactly the same cells; `end` is excluded. */
export interface SameCells<P extends Point> {
  readonly first: number;
  readonly end: number;
  readonly peers: Gathered<P>;
}

/** What rules of one protocol name, by cells. */
export class ByCells<P extends Point> {
  readonly #groups = new Map<number, SameCells<P>>();

  /** `last` is included. */
  add(first: number, last: number, peers: IntervalSet<P>): void {
    const key = first * CELLS + last;
    let same = this.#groups.get(key);
    if (!same) {
      same = { first, end: last + 1, peers: new Gathered() };
      this.#groups.set(key, same);
    }
    same.peers.add(peers);
  }

  get cells(): Iterable<SameCells<P>> {
    return this.#groups.values();
  }
}
