import type { Interval, IntervalSet, Point } from './intervals.js';
import { equal, fromIntervals, isEmpty, nothing, unionAll } from './intervals.js';
import { ipv4 } from './ipv4.js';
import { ipv6 } from './ipv6.js';
import type { AddressRange } from './parse.js';
import type { Family, Space } from './space.js';

/** Addresses of both families. Empty in both matches nothing. */
export interface AddressSet {
  readonly ipv4: IntervalSet<number>;
  readonly ipv6: IntervalSet<bigint>;
}

export const noAddresses: AddressSet = { ipv4: nothing, ipv6: nothing };

/** Every address of the families named. */
export function everyAddress(families: readonly Family[]): AddressSet {
  return {
    ipv4: families.includes('ipv4') ? ipv4.everything : nothing,
    ipv6: families.includes('ipv6') ? ipv6.everything : nothing,
  };
}

/** The addresses of the families named; of both where none are named at all. */
export function ofFamilies(families: readonly Family[] | undefined, set: AddressSet): AddressSet {
  if (families === undefined) return set;
  return {
    ipv4: families.includes('ipv4') ? set.ipv4 : nothing,
    ipv6: families.includes('ipv6') ? set.ipv6 : nothing,
  };
}

export function addressSet(ranges: Iterable<AddressRange>): AddressSet {
  const v4: Interval<number>[] = [];
  const v6: Interval<bigint>[] = [];
  for (const range of ranges) {
    if (range.family === 'ipv4') v4.push(range);
    else v6.push(range);
  }
  return { ipv4: fromIntervals(v4), ipv6: fromIntervals(v6) };
}

/** The addresses of one range. */
export function rangeSet(range: AddressRange): AddressSet {
  if (range.family === 'ipv4') return { ipv4: [range.start, range.end], ipv6: nothing };
  return { ipv4: nothing, ipv6: [range.start, range.end] };
}

export function unionOf(sets: readonly AddressSet[]): AddressSet {
  if (sets.length === 1) return sets[0]!;
  return { ipv4: unionAll(sets.map((set) => set.ipv4)), ipv6: unionAll(sets.map((set) => set.ipv6)) };
}

/** The addresses of one family. */
export function ofSpace<P extends Point>({ family }: Space<P>, set: AddressSet): IntervalSet<P> {
  return (family === 'ipv4' ? set.ipv4 : set.ipv6) as IntervalSet<Point> as IntervalSet<P>;
}

export function hasNoAddress(set: AddressSet): boolean {
  return isEmpty(set.ipv4) && isEmpty(set.ipv6);
}

export function sameAddresses(a: AddressSet, b: AddressSet): boolean {
  return equal(a.ipv4, b.ipv4) && equal(a.ipv6, b.ipv6);
}
