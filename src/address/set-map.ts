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
  /** What is added was most often looked for just before. */
  #last: { readonly set: IntervalSet<P>; readonly hash: number } | undefined;

  get(set: IntervalSet<P>): V | undefined {
    return this.#entry(set)?.value;
  }

  /** Adds a value for a set that has none yet. */
  add(set: IntervalSet<P>, value: V): void {
    const hash = this.#hashOf(set);
    const entry = { set, value };
    const alike = this.#byHash.get(hash);
    if (alike) alike.push(entry);
    else this.#byHash.set(hash, [entry]);
    this.#known.set(set, entry);
  }

  #entry(set: IntervalSet<P>): Entry<P, V> | undefined {
    const known = this.#known.get(set);
    if (known) return known;
    const same = this.#byHash.get(this.#hashOf(set))?.find((one) => equal(one.set, set));
    if (same) this.#known.set(set, same);
    return same;
  }

  #hashOf(set: IntervalSet<P>): number {
    if (this.#last?.set !== set) this.#last = { set, hash: hashOf(set) };
    return this.#last.hash;
  }
}

/** FNV-1a over the boundaries; sets that differ may share a hash, so it only narrows the search. */
function hashOf(set: IntervalSet<Point>): number {
  const halves = new BigUint64Array(2);
  const words = new Uint32Array(halves.buffer);
  let hash = 0x811c9dc5;
  for (let i = 0; i < set.length; i++) {
    const boundary = set[i]!;
    if (typeof boundary === 'number') hash = mixed(hash, boundary >>> 0);
    else {
      // Every bit counts: those that short prefixes differ by are the highest.
      halves[0] = boundary;
      halves[1] = boundary >> 64n;
      for (let word = 0; word < words.length; word++) hash = mixed(hash, words[word]!);
    }
  }
  return hash;
}

function mixed(hash: number, word: number): number {
  return Math.imul(hash ^ word, 0x01000193);
}
