import type { IntervalSet, Point } from '../../address/intervals.js';
import { prefixesOf, type Space } from '../../address/space.js';
import type { Traffic } from '../../traffic/traffic.js';
import { icmpParts } from '../icmp.js';

/** Who may use some traffic, in one family. */
export interface MergedEntry<P extends Point> {
  readonly traffic: Traffic;
  /** Never empty. */
  readonly peers: IntervalSet<P>;
}

/** How many rules of a cloud the entries take: one for each prefix, and for each type and code of ICMP. */
export function countRules<P extends Point>(space: Space<P>, entries: readonly MergedEntry<P>[]): number {
  let total = 0;
  for (const { traffic, peers } of entries)
    total += icmpParts(traffic).length * prefixesOf(space, peers).length;
  return total;
}
