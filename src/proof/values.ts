import type { IntervalSet, Point } from '../address/intervals.js';
import { unionOfNumbers } from './union.js';

/**
 * The union of intervals that lie in one flat list, `start, end, start, end …`, the ends not included, in any order. It is
 * written here a second time, so that a slip in the algebra that the compiler merges with shows.
 */
export function unionOfBounds<P extends Point>(bounds: readonly P[]): IntervalSet<P> {
  const order = orderOf(bounds);
  if (order === 'canonical') return bounds;
  if (order === 'touching') return joined(bounds);
  return unionOfSets([bounds]);
}

/** The union of several such lists. */
export function unionOfSets<P extends Point>(sets: readonly (readonly P[])[]): IntervalSet<P> {
  // Sets of a million addresses are joined as plain numbers.
  if (sets.every((set) => set.length === 0 || typeof set[0] === 'number'))
    return unionOfNumbers(sets as readonly (readonly number[])[]) as IntervalSet<Point> as IntervalSet<P>;
  const bounds = sets.flat();
  const starts: P[] = [];
  const ends: P[] = [];
  for (let i = 0; i < bounds.length; i += 2) {
    if (bounds[i]! >= bounds[i + 1]!) continue;
    starts.push(bounds[i]!);
    ends.push(bounds[i + 1]!);
  }
  return sweep(ascending(starts), ascending(ends));
}

/** Whether two intervals of such a list have a point in common. */
export function overlap<P extends Point>(bounds: readonly P[]): boolean {
  return orderOf(bounds) === 'none' && sizeOf(bounds) !== sizeOf(unionOfBounds(bounds));
}

function sizeOf(bounds: readonly Point[]): Point {
  if (typeof bounds[0] !== 'bigint')
    return (bounds as readonly number[]).reduce(
      (sum, bound, i) => (i % 2 === 0 ? sum - bound : sum + bound),
      0,
    );
  return (bounds as readonly bigint[]).reduce(
    (sum, bound, i) => (i % 2 === 0 ? sum - bound : sum + bound),
    0n,
  );
}

/** Scripts and lists are mostly in order already, with or without intervals that touch. */
function orderOf(bounds: readonly Point[]): 'canonical' | 'touching' | 'none' {
  let order: 'canonical' | 'touching' = 'canonical';
  for (let i = 1; i < bounds.length; i++) {
    if (bounds[i - 1]! < bounds[i]!) continue;
    if (bounds[i - 1]! > bounds[i]! || i % 2 === 1) return 'none';
    order = 'touching';
  }
  return order;
}

function joined<P extends Point>(bounds: readonly P[]): IntervalSet<P> {
  const union: P[] = [bounds[0]!];
  for (let i = 2; i < bounds.length; i += 2)
    if (bounds[i] !== bounds[i - 1]) union.push(bounds[i - 1]!, bounds[i]!);
  union.push(bounds[bounds.length - 1]!);
  return union;
}

/** Counts how many intervals are open: the union begins where the first opens and ends where the last closes. */
function sweep<P extends Point>(starts: readonly P[], ends: readonly P[]): IntervalSet<P> {
  const union: P[] = [];
  let open = 0;
  for (let i = 0, j = 0; j < ends.length; ) {
    if (i < starts.length && starts[i]! <= ends[j]!) {
      if (open === 0) union.push(starts[i]!);
      open++;
      i++;
    } else {
      open--;
      if (open === 0) union.push(ends[j]!);
      j++;
    }
  }
  return union;
}

function ascending<P extends Point>(points: P[]): readonly P[] {
  return points.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Whether a set holds a point, by counting the boundaries up to it. */
export function holds<P extends Point>(set: IntervalSet<P>, point: P): boolean {
  return indexOf(set, point) % 2 === 1;
}

/** How many of ascending boundaries are not above a point. */
export function indexOf<P extends Point>(boundaries: readonly P[], point: P): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (boundaries[middle]! <= point) low = middle + 1;
    else high = middle;
  }
  return low;
}
