import { equal, type IntervalSet, type Point } from './intervals.js';

interface Entry<P extends Point, V> {
  readonly set: IntervalSet<P>;
  readonly value: V;
}

/** Values by what a set holds: equal sets have one value. */
export class SetMap<P extends Point, V> {
  readonly #byHash = new Map<number, Entry<P, V>[]>();
  /** Sets that were asked for before need no second look at their contents. */
  readonly #known = new WeakMap<IntervalSet<P>, Entry<P, V>>();

  get(set: IntervalSet<P>): V | undefined {
    return this.#entry(set)?.value;
  }

  /** Adds a value for a set that has none yet. */
  add(set: IntervalSet<P>, value: V): void {
    const hash = hashOf(set);
    const entry = { set, value };
    const alike = this.#byHash.get(hash);
    if (alike) alike.push(entry);
    else this.#byHash.set(hash, [entry]);
    this.#known.set(set, entry);
  }

  #entry(set: IntervalSet<P>): Entry<P, V> | undefined {
    const known = this.#known.get(set);
    if (known) return known;
    const same = this.#byHash.get(hashOf(set))?.find((one) => equal(one.set, set));
    if (same) this.#known.set(set, same);
    return same;
  }
}

/** A set is asked for in many maps, and sets of a million prefixes take their time to hash. */
const hashes = new WeakMap<IntervalSet<Point>, number>();

function hashOf(set: IntervalSet<Point>): number {
  const known = hashes.get(set);
  if (known !== undefined) return known;
  const hash = hashOfBoundaries(set);
  hashes.set(set, hash);
  return hash;
}

/** Every bit counts: those that short prefixes differ by are the highest. */
function folded(point: bigint): number {
  const [high, low] = [point >> 64n, point & 0xffffffff_ffffffffn];
  const words = [high >> 32n, high & 0xffffffffn, low >> 32n, low & 0xffffffffn];
  return words.reduce((hash, word) => Math.imul(hash, 0x85ebca6b) ^ Number(word), 0);
}

/** FNV-1a over the boundaries; sets that differ may share a hash, so it only narrows the search. */
function hashOfBoundaries(set: IntervalSet<Point>): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < set.length; i++) {
    const boundary = set[i]!;
    const bits = typeof boundary === 'number' ? boundary >>> 0 : folded(boundary);
    hash = Math.imul(hash ^ bits, 0x01000193);
  }
  return hash;
}
