/** Something that reaches from a number to another, both included. */
export interface Reaching {
  readonly first: number;
  readonly last: number;
}

/**
 * Finds those of many intervals that overlap another, in a logarithm and what is found. They are kept in the order of
 * their beginnings, as a tree: the middle of every part knows how far any of that part reaches.
 */
export class IntervalIndex<T extends Reaching> {
  readonly #sorted: readonly T[];
  readonly #reach: number[] = [];

  constructor(intervals: readonly T[]) {
    this.#sorted = [...intervals].sort((a, b) => a.first - b.first);
    this.#measure(0, this.#sorted.length);
  }

  /** In the order of their beginnings. */
  overlapping(first: number, last: number): readonly T[] {
    const found: T[] = [];
    this.#collect(0, this.#sorted.length, first, last, found);
    return found;
  }

  #measure(from: number, to: number): number {
    if (from === to) return -1;
    const middle = (from + to) >>> 1;
    const below = Math.max(this.#measure(from, middle), this.#measure(middle + 1, to));
    this.#reach[middle] = Math.max(this.#sorted[middle]!.last, below);
    return this.#reach[middle]!;
  }

  #collect(from: number, to: number, first: number, last: number, found: T[]): void {
    if (from === to) return;
    const middle = (from + to) >>> 1;
    if (this.#reach[middle]! < first) return;
    this.#collect(from, middle, first, last, found);
    const one = this.#sorted[middle]!;
    if (one.first > last) return;
    if (one.last >= first) found.push(one);
    this.#collect(middle + 1, to, first, last, found);
  }
}
