import type { Point } from '../address/intervals.js';
import { type PeerSet, samePeers } from './peer-set.js';

/** Gives equal sets one object, so that they are stored, compared and printed once. */
export type Intern<P extends Point> = (set: PeerSet<P>) => PeerSet<P>;

export function interner<P extends Point>(): Intern<P> {
  const known = new Map<number, PeerSet<P>[]>();
  return (set) => {
    const alike = known.get(set.hash);
    const same = alike?.find((one) => samePeers(one, set));
    if (same) return same;
    if (alike) alike.push(set);
    else known.set(set.hash, [set]);
    return set;
  };
}
