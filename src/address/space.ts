import type { Interval, IntervalSet, Point } from './intervals.js';
import { intervalsOf } from './intervals.js';

export type Family = 'ipv4' | 'ipv6';

/** `address/length`, with every bit behind the length zero. */
export interface Prefix<P extends Point> {
  readonly address: P;
  readonly length: number;
}

/** All addresses of one family, and the arithmetic that numbers and bigints spell differently. */
export interface Space<P extends Point> {
  readonly family: Family;
  /** 32 or 128 */
  readonly bits: number;
  /** The set of every address of the family. */
  readonly everything: IntervalSet<P>;
  /** The last address of an interval. */
  readonly last: (interval: Interval<P>) => P;
  /** How many addresses an interval holds; above 2^53 the answer is rounded. */
  readonly size: (interval: Interval<P>) => number;
  /** The point `offset` addresses behind `address`. */
  readonly plus: (address: P, offset: number) => P;
  /** A list of so many points, all of which are to be filled in. */
  readonly room: (length: number) => P[];
  /** Shows the fewest prefixes that hold exactly the points from `start` to before `end`, in ascending order. */
  readonly visitPrefixes: (start: P, end: P, visit: (address: P, length: number) => void) => void;
  /** How many these are. */
  readonly countPrefixes: (start: P, end: P) => number;
  /** The length of the one prefix that is the interval; nothing where it takes several. */
  readonly lengthOf: (interval: Interval<P>) => number | undefined;
  /** The address whose first `length` bits are one and all others zero. */
  readonly mask: (length: number) => P;
  readonly format: (address: P) => string;
}

export function isEverything<P extends Point>(space: Space<P>, set: IntervalSet<P>): boolean {
  return set.length === 2 && set[0] === space.everything[0] && set[1] === space.everything[1];
}

/** How many addresses a set holds; above 2^53 the answer is rounded. */
export function countAddresses<P extends Point>(space: Space<P>, set: IntervalSet<P>): number {
  let total = 0;
  for (const interval of intervalsOf(set)) total += space.size(interval);
  return total;
}

/** The fewest prefixes that hold exactly the set, in ascending order. */
export function prefixesOf<P extends Point>(space: Space<P>, set: IntervalSet<P>): readonly Prefix<P>[] {
  const prefixes: Prefix<P>[] = [];
  for (const { start, end } of intervalsOf(set))
    space.visitPrefixes(start, end, (address, length) => prefixes.push({ address, length }));
  return prefixes;
}

export function formatPrefix<P extends Point>(space: Space<P>, { address, length }: Prefix<P>): string {
  return length === space.bits ? space.format(address) : `${space.format(address)}/${length}`;
}

/** `10.0.0.1`, `10.0.0.0/8` or `10.0.0.1-10.0.0.6`: the shortest way to say the interval. */
export function formatInterval<P extends Point>(space: Space<P>, interval: Interval<P>): string {
  const length = space.lengthOf(interval);
  if (length !== undefined) return formatPrefix(space, { address: interval.start, length });
  return `${space.format(interval.start)}-${space.format(space.last(interval))}`;
}

export function formatSet<P extends Point>(space: Space<P>, set: IntervalSet<P>): readonly string[] {
  return Array.from(intervalsOf(set), (interval) => formatInterval(space, interval));
}
