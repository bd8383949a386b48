import { equal, type IntervalSet, type Point } from '../address/intervals.js';

/** Gives equal sets one object, so that they are stored, compared and printed once. */
export type Intern<P extends Point> = (set: IntervalSet<P>) => IntervalSet<P>;

export function interner<P extends Point>(): Intern<P> {
  const known = new Set<IntervalSet<P>>();
  const byHash = new Map<number, IntervalSet<P>[]>();
  return (set) => {
    if (known.has(set)) return set;
    const hash = hashOf(set);
    const alike = byHash.get(hash);
    const same = alike?.find((one) => equal(one, set));
    if (same) return same;
    known.add(set);
    if (alike) alike.push(set);
    else byHash.set(hash, [set]);
    return set;
  };
}

/** FNV-1a over the boundaries; sets that differ may share a hash, so it only narrows the search. */
function hashOf(set: IntervalSet<Point>): number {
  let hash = 0x811c9dc5;
  for (const boundary of set) {
    const low = typeof boundary === 'number' ? boundary : Number(boundary & 0xffffffffn);
    const high = typeof boundary === 'number' ? 0 : Number((boundary >> 64n) & 0xffffffffn);
    hash = Math.imul(hash ^ (low >>> 0) ^ high, 0x01000193);
  }
  return hash;
}
