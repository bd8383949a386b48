/**
 * A set of points of one ordered line (IPv4 addresses, IPv6 addresses, ports, ICMP type/code), kept as the
 * strictly increasing list of its boundaries: `[a, b, c, d]` holds every point p with a ≤ p < b or c ≤ p < d.
 *
 * The list is canonical by construction: two sets hold the same points if and only if their lists are equal.
 * The empty list holds nothing; it never means "any".
 */
export type IntervalSet<P extends Point> = readonly P[];

/** An IPv4 address or a port is a number, an IPv6 address is a bigint. One set never mixes the two. */
export type Point = number | bigint;

/** One maximal run of a set: every point p with `start` ≤ p < `end`. */
export interface Interval<P extends Point> {
  readonly start: P;
  readonly end: P;
}

export const nothing: readonly never[] = [];

export function isEmpty(set: IntervalSet<Point>): boolean {
  return set.length === 0;
}

/** How many maximal intervals the set consists of. */
export function countIntervals(set: IntervalSet<Point>): number {
  return set.length / 2;
}

export function* intervalsOf<P extends Point>(set: IntervalSet<P>): Generator<Interval<P>> {
  for (let i = 0; i < set.length; i += 2) yield { start: set[i] as P, end: set[i + 1] as P };
}

/** Any list of intervals, in any order, overlapping or not; intervals with `end` ≤ `start` hold nothing. */
export function fromIntervals<P extends Point>(intervals: Iterable<Interval<P>>): IntervalSet<P> {
  const starts: P[] = [];
  const ends: P[] = [];
  for (const { start, end } of intervals) {
    if (!(start < end)) continue;
    starts.push(start);
    ends.push(end);
  }
  return unionOfBounds(starts, ends);
}

/**
 * The union of intervals, of which the starts and the ends are given, each list in any order. A run of the union ends
 * before the n-th start if all n intervals that start earlier have ended: so which end belongs to which start is
 * nothing that one needs to know. Both lists are sorted where they are.
 */
export function unionOfBounds<P extends Point>(starts: P[], ends: P[]): IntervalSet<P> {
  if (starts.length === 0) return nothing;
  ascending(starts);
  ascending(ends);
  const boundaries: P[] = [starts[0]!];
  for (let i = 1; i < starts.length; i++) {
    if (ends[i - 1]! < starts[i]!) boundaries.push(ends[i - 1]!, starts[i]!);
  }
  boundaries.push(ends.at(-1)!);
  return boundaries;
}

function ascending<P extends Point>(points: P[]): void {
  if (!isAscending(points)) points.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Rules and lists are often written in order. */
function isAscending(points: readonly Point[]): boolean {
  for (let i = 1; i < points.length; i++) if (points[i - 1]! > points[i]!) return false;
  return true;
}

export function union<P extends Point>(a: IntervalSet<P>, b: IntervalSet<P>): IntervalSet<P> {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return combine(a, b, (inA, inB) => inA || inB);
}

/** The union of many sets, in n log n of all their intervals. No set at all gives the empty set. */
export function unionAll<P extends Point>(sets: readonly IntervalSet<P>[]): IntervalSet<P> {
  if (sets.length < 2) return sets[0] ?? nothing;
  if (sets.length === 2) return union(sets[0]!, sets[1]!);
  const starts: P[] = [];
  const ends: P[] = [];
  for (const set of sets) {
    for (let i = 0; i < set.length; i += 2) {
      starts.push(set[i]!);
      ends.push(set[i + 1]!);
    }
  }
  return unionOfBounds(starts, ends);
}

export function intersect<P extends Point>(a: IntervalSet<P>, b: IntervalSet<P>): IntervalSet<P> {
  return combine(a, b, (inA, inB) => inA && inB);
}

/** The points of `a` that are not in `b`. */
export function subtract<P extends Point>(a: IntervalSet<P>, b: IntervalSet<P>): IntervalSet<P> {
  if (b.length === 0) return a;
  return combine(a, b, (inA, inB) => inA && !inB);
}

/** Walks both boundary lists once and keeps the boundaries at which `keep` changes its answer. */
function combine<P extends Point>(
  a: IntervalSet<P>,
  b: IntervalSet<P>,
  keep: (inA: boolean, inB: boolean) => boolean,
): IntervalSet<P> {
  const result: P[] = [];
  let i = 0;
  let j = 0;
  let inside = false;
  while (i < a.length || j < b.length) {
    const at = j >= b.length || (i < a.length && a[i]! <= b[j]!) ? a[i]! : b[j]!;
    if (i < a.length && a[i] === at) i++;
    if (j < b.length && b[j] === at) j++;
    const now = keep(i % 2 === 1, j % 2 === 1);
    if (now !== inside) result.push(at);
    inside = now;
  }
  return result;
}

export function has<P extends Point>(set: IntervalSet<P>, point: P): boolean {
  return boundariesUpTo(set, point) % 2 === 1;
}

/** How many boundaries of a set are not above a point; odd where the set holds the point. In log n. */
export function boundariesUpTo<P extends Point>(set: IntervalSet<P>, point: P): number {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (set[middle]! <= point) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether two sets have a point in common. Quick where one of them has few intervals; makes no set. */
export function intersects<P extends Point>(a: IntervalSet<P>, b: IntervalSet<P>): boolean {
  const few = a.length <= b.length ? a : b;
  const many = few === a ? b : a;
  for (let i = 0; i < few.length; i += 2) {
    const next = boundariesUpTo(many, few[i]!);
    if (next % 2 === 1 || (next < many.length && many[next]! < few[i + 1]!)) return true;
  }
  return false;
}

export function equal(a: IntervalSet<Point>, b: IntervalSet<Point>): boolean {
  return a === b || (a.length === b.length && a.every((boundary, i) => boundary === b[i]));
}

/** Whether `outer` holds all of `inner`. Quick where `inner` has few intervals; makes no set. */
export function covers<P extends Point>(outer: IntervalSet<P>, inner: IntervalSet<P>): boolean {
  for (let i = 0; i < inner.length; i += 2) {
    const next = boundariesUpTo(outer, inner[i]!);
    if (next % 2 === 0 || outer[next]! < inner[i + 1]!) return false;
  }
  return true;
}
