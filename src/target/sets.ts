import { type IntervalSet, intervalsOf, isEmpty, type Point } from '../address/intervals.js';
import { SetMap } from '../address/set-map.js';
import { formatPrefix, prefixesOf, type Space } from '../address/space.js';
import type { NamedSet, NamedSets } from '../policy/named-sets.js';
import type { Peers } from '../ruleset/factored.js';

/**
 * An interval of at most this many addresses is spelled as single addresses. Group members live side by side and come
 * and go: as elements of a hash set each can be added or removed at no cost. The rule looks at nothing but the contents.
 */
export const SHORT_RUN = 4;

/** The addresses of the short runs of a set, one by one. */
export function shortRunsOf<P extends Point>(space: Space<P>, set: IntervalSet<P>): readonly P[] {
  let count = 0;
  for (let at = 0; at < set.length; at += 2) if (isShort(set, at)) count += sizeAt(set, at);
  const addresses = space.room(count);
  count = 0;
  for (let at = 0; at < set.length; at += 2) {
    if (!isShort(set, at)) continue;
    const size = sizeAt(set, at);
    for (let i = 0; i < size; i++) addresses[count++] = space.plus(set[at]!, i);
  }
  return addresses;
}

/** The intervals of a set that are longer than a short run. */
export function longRunsOf<P extends Point>(space: Space<P>, set: IntervalSet<P>): IntervalSet<P> {
  const runs = space.room(2 * countLongRuns(set));
  let count = 0;
  for (let at = 0; at < set.length; at += 2) {
    if (isShort(set, at)) continue;
    runs[count++] = set[at]!;
    runs[count++] = set[at + 1]!;
  }
  return runs;
}

export function countLongRuns(set: IntervalSet<Point>): number {
  let count = 0;
  for (let at = 0; at < set.length; at += 2) if (!isShort(set, at)) count++;
  return count;
}

/** Whether the interval whose start is at a place of a set is a short run. */
export function isShort(set: IntervalSet<Point>, at: number): boolean {
  return sizeAt(set, at) <= SHORT_RUN;
}

function sizeAt(set: IntervalSet<Point>, at: number): number {
  return sizeBetween(set[at]!, set[at + 1]!);
}

/** How many addresses lie from `start` to before `end`. No interval is made of them, of which lists have a million. */
function sizeBetween(start: Point, end: Point): number {
  return typeof start === 'number' ? (end as number) - start : Number((end as bigint) - start);
}

/** An address set, as the hash set and the set of prefixes that hold it between them. */
export interface SplitSet {
  readonly addresses: readonly string[];
  /** Each as `10.0.0.0/8`. */
  readonly intervals: readonly string[];
}

/**
 * The fewest prefixes that hold the set, for targets that know no ranges. Hash sets of ipset cannot hold the first address
 * of a family (0.0.0.0, ::), so a run that begins there goes to the prefixes, however short.
 */
export function splitPrefixes<P extends Point>(space: Space<P>, set: IntervalSet<P>): SplitSet {
  const addresses: string[] = [];
  const intervals: string[] = [];
  for (const interval of intervalsOf(set)) {
    const size = space.size(interval);
    const alone = size <= SHORT_RUN && interval.start !== space.everything[0];
    if (!alone)
      intervals.push(
        ...prefixesOf(space, [interval.start, interval.end]).map((prefix) => formatPrefix(space, prefix)),
      );
    else for (let i = 0; i < size; i++) addresses.push(space.format(space.plus(interval.start, i)));
  }
  return { addresses, intervals };
}

/** How a target holds short runs: address by address, the same but for those that begin with a family's first address, or as prefixes. */
export type ShortRuns = 'addresses' | 'addresses-but-the-first' | 'prefixes';

/** How many elements a set comes to, or rules where there are no sets, spelled in addresses and prefixes. */
export function countElements<P extends Point>(
  space: Space<P>,
  set: IntervalSet<P>,
  shortRuns: ShortRuns,
): number {
  let elements = 0;
  for (let at = 0; at < set.length; at += 2) {
    const start = set[at]!;
    const end = set[at + 1]!;
    const size = sizeBetween(start, end);
    const isFirst = start === space.everything[0];
    const isSpelled = shortRuns === 'addresses' || (shortRuns === 'addresses-but-the-first' && !isFirst);
    if (isSpelled && size <= SHORT_RUN) elements += size;
    else elements += space.countPrefixes(start, end);
  }
  return elements;
}

/** A set of an entry's peers, and the place that it is named after where it is used first. */
export interface PlacedPart<P extends Point> {
  readonly set: IntervalSet<P>;
  readonly place: string;
}

/** The sets of an entry's peers that hold anybody. What it shares is called `eth0-in-tcp4.443`, as long as its own. */
export function placedParts<P extends Point>(
  { own, shared }: Peers<P>,
  place: string,
): readonly PlacedPart<P>[] {
  const parts = [
    { set: own, place },
    { set: shared, place: place.replace(/-(?=[^-]*$)/, '.') },
  ];
  return parts.filter(({ set }) => !isEmpty(set));
}

/** Set names end at 31 characters in older kernels and in ipset. */
const SLUG_LENGTH = 18;

/**
 * Names for address sets. A set that is exactly what a group or a prefix list holds is named after it, whatever it holds
 * today; any other is named after the first place that uses it. So names do not move when contents do.
 */
export class SetNames<P extends Point> {
  readonly #names = new SetMap<P, string>();
  readonly #taken = new Set<string>();
  readonly #space: Space<P>;
  readonly #namedSets: NamedSets;

  constructor(space: Space<P>, namedSets: NamedSets) {
    this.#space = space;
    this.#namedSets = namedSets;
  }

  /** The name of a set; `place` says where it is used first, family included. */
  nameOf(set: IntervalSet<P>, place: string): string {
    const known = this.#names.get(set);
    if (known !== undefined) return known;
    const suffix = this.#space.family === 'ipv4' ? '-v4' : '-v6';
    const same = this.#namedSets.holding(this.#space, set);
    let name = same ? stemOf(same) + suffix : place;
    for (let n = 1; this.#taken.has(name); n++) name = n === 1 ? place : `${place}-${n}`;
    this.#taken.add(name);
    this.#names.add(set, name);
    return name;
  }
}

function stemOf({ kind, name }: NamedSet): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${kind}-${plain.slice(0, SLUG_LENGTH)}`;
}
