import { boundariesUpTo, type IntervalSet, type Point } from '../../address/intervals.js';
import { mix } from '../../ruleset/block.js';

/**
 * Addresses of some sets as small numbers, so that each set is some runs of them. Between two neighbouring boundaries all addresses
 * have one place. Where many sets have a long list in common, so have all stretches that are in the same sets.
 */
export interface Places<P extends Point> {
  readonly count: number;
  /** The places of one of the sets. */
  readonly runsOf: (set: IntervalSet<P>) => IntervalSet<number>;
  readonly placeOf: (address: P) => number;
}

export function placesOf<P extends Point>(sets: readonly IntervalSet<P>[]): Places<P> {
  const distinct = [...new Set(sets)];
  const boundaries = sortedDistinct(distinct);
  const stretchOf = (address: P) => boundariesUpTo(boundaries, address) - 1;
  const runs = sets.reduce((sum, { length }) => sum + length / 2, 0);
  // To look at every stretch for every set must not take longer than what it spares.
  if (distinct.length * boundaries.length > 4 * runs || runs === 0)
    return {
      count: Math.max(0, boundaries.length - 1),
      runsOf: (set) => set.map(stretchOf),
      placeOf: stretchOf,
    };
  const places = placeOfStretches(distinct, boundaries);
  const known = new Map(distinct.map((set) => [set, runsOfPlaces(stretchesOf(set, boundaries), places)]));
  return {
    count: places.reduce((most, place) => Math.max(most, place + 1), 0),
    runsOf: (set) => known.get(set)!,
    placeOf: (address) => places[stretchOf(address)]!,
  };
}

/** All boundaries, each once: of two and two sets, so that what these have in common is looked at once from then on. */
function sortedDistinct<P extends Point>(sets: readonly IntervalSet<P>[]): readonly P[] {
  let rest = sets;
  while (rest.length > 1) {
    const pairs: IntervalSet<P>[] = [];
    for (let i = 0; i < rest.length; i += 2) pairs.push(merged<P>(rest[i]!, rest[i + 1] ?? []));
    rest = pairs;
  }
  return rest[0] ?? [];
}

function merged<P extends Point>(a: readonly P[], b: readonly P[]): readonly P[] {
  if (b.length === 0) return a;
  const all: P[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [one, other]: [P, P] = [a[i] as P, b[j] as P];
    all.push(other < one ? other : one);
    if (!(other < one)) i++;
    if (!(one < other)) j++;
  }
  while (i < a.length) all.push(a[i++]!);
  while (j < b.length) all.push(b[j++]!);
  return all;
}

/** Where the boundaries of a set are among all, which it is one of. */
function stretchesOf(set: IntervalSet<Point>, boundaries: readonly Point[]): readonly number[] {
  const stretches: number[] = [];
  let at = 0;
  for (const boundary of set) {
    while (boundaries[at] !== boundary) at++;
    stretches.push(at);
  }
  return stretches;
}

/** A number for each stretch, the same for those that are in the same sets: which these are is told by a sum of theirs. */
function placeOfStretches<P extends Point>(
  sets: readonly IntervalSet<P>[],
  boundaries: readonly P[],
): Int32Array {
  const high = new Uint32Array(boundaries.length);
  const low = new Uint32Array(boundaries.length);
  sets.forEach((set, number) => {
    for (const at of stretchesOf(set, boundaries)) {
      high[at]! ^= mix(1, number);
      low[at]! ^= mix(2, number);
    }
  });
  const known = new Map<number, number>();
  const places = new Int32Array(boundaries.length);
  for (let at = 0; at < boundaries.length; at++) {
    if (at > 0) high[at]! ^= high[at - 1]!;
    if (at > 0) low[at]! ^= low[at - 1]!;
    const key = (high[at]! >>> 11) * 2 ** 32 + low[at]!;
    const place = known.get(key) ?? known.size;
    known.set(key, place);
    places[at] = place;
  }
  return places;
}

/** The places of stretches from each even one up to before the odd one behind it. */
function runsOfPlaces(stretches: IntervalSet<number>, places: Int32Array): IntervalSet<number> {
  const own = new Set<number>();
  for (let i = 0; i < stretches.length; i += 2)
    for (let at = stretches[i]!; at < stretches[i + 1]!; at++) own.add(places[at]!);
  const runs: number[] = [];
  for (const place of [...own].sort((a, b) => a - b)) {
    if (runs.at(-1) === place) runs[runs.length - 1] = place + 1;
    else runs.push(place, place + 1);
  }
  return runs;
}
