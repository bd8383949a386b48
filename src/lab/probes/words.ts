import type { Point } from '../../address/intervals.js';
import type { Origin } from '../../policy/model.js';
import { originsOf } from '../../ruleset/origins.js';
import type { PeerSet } from '../../ruleset/peer-set.js';
import type { Cells } from './loads.js';
import type { ProbedRules } from './probed-rules.js';

/** The rules that let an entry's packets of one peer through: "ingress rule 2 of group 'web'". */
export function rulesFor<P extends Point>(
  { space, allows, direction }: ProbedRules<P>,
  { protocols, first, last }: Cells,
  set: PeerSet<P>,
  peer: P,
): string {
  const own = [peer, space.plus(peer, 1)];
  const peers = { all: set, own, shared: [] };
  const [origin, ...more] = originsOf(space, allows, { protocols, cells: [first, last], peers });
  if (!origin) throw new Error(`no rule stands behind an entry of ${direction}`);
  const others = more.length === 0 ? '' : more.length === 1 ? ' and one more' : ` and ${more.length} more`;
  return `${ruleName(direction, origin)}${others}`;
}

function ruleName(direction: string, { group, number }: Origin): string {
  return `${direction} rule ${number} of group '${group.name}'`;
}
