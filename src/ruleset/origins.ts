import { ofSpace } from '../address/address-set.js';
import { intersects, type Point } from '../address/intervals.js';
import type { Space } from '../address/space.js';
import type { Allow, Origin } from '../policy/model.js';
import { familiesOf } from '../traffic/protocols.js';
import type { AllowIndex, Box } from './allow-index.js';
import { type Peers, partsOf } from './factored.js';

/** A part of a ruleset: consecutive protocols or cells, with peers. */
export interface Part<P extends Point> extends Box {
  readonly peers: Peers<P>;
}

/** The rules that let some packet of the part through, in the order of the groups and their rules, each once. */
export function originsOf<P extends Point>(
  space: Space<P>,
  allows: AllowIndex,
  part: Part<P>,
): readonly Origin[] {
  const sets = partsOf(part.peers);
  const groups = allows
    .within(part)
    .filter(({ protocol }) => protocol === 'all' || familiesOf(protocol).includes(space.family));
  const found: number[] = [];
  for (const { positions } of groups) {
    for (const position of positions) {
      const peers = ofSpace(space, allows.list[position]!.peers);
      if (sets.some((set) => intersects(peers, set))) found.push(position);
    }
  }
  // Those of one group are in order already.
  if (groups.length > 1) found.sort((a, b) => a - b);
  return eachOnce(found.map((position) => allows.list[position]!));
}

/** The allows of one rule stand next to each other. */
function eachOnce(found: readonly Allow[]): readonly Origin[] {
  const origins: Origin[] = [];
  for (const { origin } of found) if (origins.at(-1)?.rule !== origin.rule) origins.push(origin);
  return origins;
}
