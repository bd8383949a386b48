import { covers, type IntervalSet, intersect, isEmpty, nothing, type Point } from '../address/intervals.js';
import type { FamilyRuleset } from '../ruleset/model.js';
import { CELLS } from '../traffic/traffic.js';

/** Peers that may use every cell of a protocol from a first one on; found with no look behind the first gap. */
export function commonPeers<P extends Point>(
  { space, protocols }: FamilyRuleset<P>,
  protocol: number,
  from = 0,
): IntervalSet<P> {
  const cells = protocols.find(({ first, last }) => first <= protocol && protocol <= last)?.cells ?? [];
  let next = from;
  let common = space.everything;
  for (const { first, last, peers } of cells) {
    if (last < from) continue;
    if (first > next || isEmpty(common)) return nothing;
    if (!covers(peers, common)) common = intersect(common, peers);
    next = last + 1;
  }
  return next === CELLS ? common : nothing;
}

/** Peers that may use every protocol, and all of it. */
export function allowedEverything<P extends Point>(ruleset: FamilyRuleset<P>): IntervalSet<P> {
  let common = ruleset.space.everything;
  for (let protocol = 0; protocol < 256 && !isEmpty(common); protocol++) {
    common = intersect(common, commonPeers(ruleset, protocol));
  }
  return common;
}
