import { roomFor } from '../address/room.js';

type Bounds = readonly number[];

/** The union of sets of numbers, each `start, end, start, end …` in whatever order. */
export function unionOfNumbers(sets: readonly Bounds[]): Bounds {
  const most = sets.reduce((sum, { length }) => sum + length, 0);
  const runs = runsOf(sets);
  return runs ? merged(runs, most) : sorted(sets, most);
}

/** Intervals that ascend and do not overlap: those of a set from one place to before another. */
interface Run {
  readonly set: Bounds;
  at: number;
  end: number;
}

/** Of more runs, sorting takes less time than merging them. */
const MOST_RUNS = 32;

/** The runs that the sets consist of, one after the other; undefined where they are many. */
function runsOf(sets: readonly Bounds[]): readonly Run[] | undefined {
  const runs: Run[] = [];
  for (const set of sets) {
    if (set.length === 0) continue;
    let run: Run = { set, at: 0, end: set.length };
    runs.push(run);
    for (let i = 0; i < set.length; i += 2) {
      // What holds nothing is in order with nothing.
      if (set[i]! >= set[i + 1]!) return undefined;
      if (i === run.at || set[i]! >= set[i - 1]!) continue;
      run.end = i;
      run = { set, at: i, end: set.length };
      if (runs.push(run) > MOST_RUNS) return undefined;
    }
    if (runs.length > MOST_RUNS) return undefined;
  }
  return runs;
}

/** Takes the interval that begins first of all runs, again and again. */
function merged(runs: readonly Run[], most: number): Bounds {
  const union = new Growing(most);
  const heads = Float64Array.from(runs, ({ set, at }) => set[at]!);
  for (;;) {
    let first = 0;
    for (let run = 1; run < heads.length; run++) if (heads[run]! < heads[first]!) first = run;
    const start = heads[first]!;
    if (!(start < Number.POSITIVE_INFINITY)) return union.bounds;
    const run = runs[first]!;
    union.add(start, run.set[run.at + 1]!);
    run.at += 2;
    heads[first] = run.at < run.end ? run.set[run.at]! : Number.POSITIVE_INFINITY;
  }
}

/** Where as many have ended as have begun, a run of the union ends. */
function sorted(sets: readonly Bounds[], most: number): Bounds {
  const starts = new Float64Array(most / 2);
  const ends = new Float64Array(most / 2);
  let count = 0;
  for (const set of sets) {
    for (let i = 0; i < set.length; i += 2) {
      if (set[i]! >= set[i + 1]!) continue;
      starts[count] = set[i]!;
      ends[count++] = set[i + 1]!;
    }
  }
  const union = new Growing(2 * count);
  const [first, last] = [starts.subarray(0, count).sort(), ends.subarray(0, count).sort()];
  for (let i = 0; i < count; i++) union.add(first[i]!, last[i]!);
  return union.bounds;
}

/** A union of intervals that come in the order of their starts. */
class Growing {
  readonly #bounds: number[];
  #length = 0;

  constructor(most: number) {
    this.#bounds = roomFor(most);
  }

  add(start: number, end: number): void {
    const bounds = this.#bounds;
    const last = this.#length - 1;
    if (last < 0 || start > bounds[last]!) {
      bounds[last + 1] = start;
      bounds[last + 2] = end;
      this.#length += 2;
    } else if (end > bounds[last]!) bounds[last] = end;
  }

  get bounds(): Bounds {
    this.#bounds.length = this.#length;
    return this.#bounds;
  }
}
