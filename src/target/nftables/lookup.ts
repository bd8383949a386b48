import { fromIntervals, type IntervalSet, type Point } from '../../address/intervals.js';
import type { Space } from '../../address/space.js';
import { countLongRuns, isShort, longRunsOf, shortRunsOf } from '../sets.js';

/** An address set in parts, each of a kind that the kernel looks up fast. Together they hold exactly the set. */
export interface LookupParts<P extends Point> {
  /** Single addresses, for a hash set. */
  readonly addresses: readonly P[];
  /** Networks of one length, for a hash set that is asked for the masked address; the largest part first. */
  readonly networks: readonly NetworkPart<P>[];
  /** What remains, for an interval set. */
  readonly intervals: IntervalSet<P>;
}

export interface NetworkPart<P extends Point> {
  readonly length: number;
  readonly mask: string;
  /** First addresses of the networks. */
  readonly elements: readonly P[];
}

export function lookupParts<P extends Point>(space: Space<P>, set: IntervalSet<P>): LookupParts<P> {
  const addresses = shortRunsOf(space, set);
  const lengths = byLength(space, set);
  const hashed = lengths.slice(0, hashCount(lengths, countLongRuns(set)));
  const rest =
    hashed.length === 0 ? longRunsOf(space, set) : toIntervals(space, lengths.slice(hashed.length));
  const alone = hashed.find(({ length }) => length === space.bits);
  return {
    addresses: alone ? merged(space, addresses, alone.networks) : addresses,
    networks: hashed.filter((one) => one !== alone).map((one) => networkPart(space, one)),
    intervals: rest,
  };
}

function networkPart<P extends Point>(space: Space<P>, { length, networks }: Length<P>): NetworkPart<P> {
  return { length, mask: space.format(space.mask(length)), elements: networks };
}

/** Two ascending lists as one. */
function merged<P extends Point>(space: Space<P>, a: readonly P[], b: readonly P[]): readonly P[] {
  const both = space.room(a.length + b.length);
  for (let i = 0, j = 0; i + j < both.length; ) {
    const takesA = j >= b.length || (i < a.length && a[i]! < b[j]!);
    both[i + j] = takesA ? a[i]! : b[j]!;
    if (takesA) i++;
    else j++;
  }
  return both;
}

/** The networks of one length, by their first addresses. */
interface Length<P extends Point> {
  readonly length: number;
  readonly networks: readonly P[];
}

/** The fewest prefixes that hold the long runs of a set, those of the most frequent length first. */
function byLength<P extends Point>(space: Space<P>, set: IntervalSet<P>): readonly Length<P>[] {
  const counts = new Uint32Array(space.bits + 1);
  const count = (_: P, length: number) => counts[length]!++;
  const visit = (prefix: (address: P, length: number) => void) => {
    for (let i = 0; i < set.length; i += 2)
      if (!isShort(set, i)) space.visitPrefixes(set[i]!, set[i + 1]!, prefix);
  };
  visit(count);
  const lengths = Array.from(counts, (most, length) => ({ length, networks: space.room(most) }));
  counts.fill(0);
  const add = (address: P, length: number) => {
    lengths[length]!.networks[counts[length]!++] = address;
  };
  visit(add);
  return lengths
    .filter(({ networks }) => networks.length > 0)
    .sort((a, b) => b.networks.length - a.networks.length || a.length - b.length);
}

/** How many lengths to hash, so that an address is found, or not, in the least time. */
function hashCount(lengths: readonly Length<Point>[], intervals: number): number {
  const prefixes = lengths.reduce((sum, { networks }) => sum + networks.length, 0);
  // Ranges that are no networks would come to many prefixes each.
  if (prefixes > intervals * 2) return 0;
  let [best, least] = [0, treeCost(intervals)];
  let rest = prefixes;
  for (const [i, { networks }] of lengths.entries()) {
    rest -= networks.length;
    const cost = i + 1 + treeCost(rest);
    if (cost < least) [best, least] = [i + 1, cost];
  }
  return best;
}

/**
 * What an interval set costs, in lookups of a hash set. The kernel keeps it as a tree, and the deeper a level, the less
 * of it is in a cache: against 40 ns for a hash set of any size (150 where nothing is cached), 8 intervals took 70 ns, 166
 * took 140, and 170,000 took 2,400. Up to 11 intervals are always left as they are.
 */
function treeCost(intervals: number): number {
  return intervals === 0 ? 0 : Math.log2(intervals) ** 2 / 12;
}

function toIntervals<P extends Point>(space: Space<P>, lengths: readonly Length<P>[]): IntervalSet<P> {
  return fromIntervals(
    lengths.flatMap(({ length, networks }) =>
      networks.map((start) => ({ start, end: space.plus(start, 2 ** (space.bits - length)) })),
    ),
  );
}
