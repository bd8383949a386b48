import type { IntervalSet, Point } from '../address/intervals.js';
import type { Space } from '../address/space.js';
import type { PeerSet } from './peer-set.js';

/**
 * The canonical form of what one interface lets through in one direction. Two policies mean the same if and only if
 * their rulesets are structurally equal: every list is sorted, intervals are disjoint, and neighbours that mean the same
 * are joined.
 */
export interface Ruleset {
  readonly ipv4: FamilyRuleset<number>;
  readonly ipv6: FamilyRuleset<bigint>;
}

export interface FamilyRuleset<P extends Point> {
  readonly space: Space<P>;
  /** Ascending; protocols that let nothing through are absent. No entry at all lets nothing through. */
  readonly protocols: readonly ProtocolRuleset<P>[];
}

/** Consecutive protocols that are not divided into cells, or one protocol with its cells. */
export interface ProtocolRuleset<P extends Point> {
  /** First and last protocol number, 0 to 255. Different only for protocols without cells. */
  readonly first: number;
  readonly last: number;
  /** Ascending and disjoint; never empty. A protocol without ports has one entry, from 0 to 65535. */
  readonly cells: readonly CanonicalCell<P>[];
}

/** Consecutive cells (ports; type and code of ICMP) that the same peers may use. */
export interface CellRuleset<P extends Point> {
  readonly first: number;
  readonly last: number;
  /** Never empty. */
  readonly peers: IntervalSet<P>;
}

export interface CanonicalCell<P extends Point> extends CellRuleset<P> {
  /** The peers once more, sharing what is the same in other cells. Equal sets of one ruleset are one object. */
  readonly set: PeerSet<P>;
}

/** Thousands of cells may have nearly the same peers, so these are not spelled out until somebody asks. */
export function canonicalCell<P extends Point>(
  first: number,
  last: number,
  set: PeerSet<P>,
): CanonicalCell<P> {
  return {
    first,
    last,
    set,
    get peers() {
      return set.set;
    },
  };
}
