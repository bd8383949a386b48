import { ofSpace } from '../address/address-set.js';
import { intersects, type Point } from '../address/intervals.js';
import type { Space } from '../address/space.js';
import type { Rule } from '../definition/model.js';
import type { Allow, Origin } from '../policy/model.js';
import { familiesOf } from '../traffic/protocols.js';
import { type Peers, partsOf } from './factored.js';
import { IntervalIndex } from './interval-index.js';

/** A part of a ruleset: consecutive protocols or cells, with peers. */
export interface Part<P extends Point> {
  readonly protocols: readonly [first: number, last: number];
  readonly cells: readonly [first: number, last: number];
  readonly peers: Peers<P>;
}

/** The rules that let some packet of the part through, in the order of the groups and their rules, each once. */
export function originsOf<P extends Point>(
  space: Space<P>,
  allows: readonly Allow[],
  part: Part<P>,
): readonly Origin[] {
  const sets = partsOf(part.peers);
  const groups = candidates(allows, part).filter(
    ({ protocol }) => protocol === 'all' || familiesOf(protocol).includes(space.family),
  );
  const found: Placed[] = [];
  for (const placed of groups.flatMap((group) => group.allows)) {
    const peers = ofSpace(space, placed.allow.peers);
    if (sets.some((set) => intersects(peers, set))) found.push(placed);
  }
  // The allows of one group are in order already.
  if (groups.length > 1) found.sort((a, b) => a.position - b.position);
  const origins = new Map<Rule, Origin>();
  for (const { allow } of found)
    if (!origins.has(allow.origin.rule)) origins.set(allow.origin.rule, allow.origin);
  return [...origins.values()];
}

interface Placed {
  readonly allow: Allow;
  readonly position: number;
}

/** Allows of one protocol that name the same cells. */
interface CellGroup {
  readonly protocol: number | 'all';
  readonly first: number;
  readonly last: number;
  readonly allows: Placed[];
}

type Index = ReadonlyMap<number | 'all', IntervalIndex<CellGroup>>;

/** A ruleset is asked for the origins of each of its entries, so its allows are sorted by traffic once. */
const indexes = new WeakMap<readonly Allow[], Index>();

function candidates<P extends Point>(
  allows: readonly Allow[],
  { protocols, cells }: Part<P>,
): readonly CellGroup[] {
  const index = indexes.get(allows) ?? indexOf(allows);
  indexes.set(allows, index);
  const [first, last] = protocols;
  const found = [...(index.get('all')?.overlapping(...cells) ?? [])];
  for (let protocol = first; protocol <= last; protocol++)
    found.push(...(index.get(protocol)?.overlapping(...cells) ?? []));
  return found;
}

function indexOf(allows: readonly Allow[]): Index {
  const groups = new Map<string, CellGroup>();
  const index = new Map<number | 'all', CellGroup[]>();
  allows.forEach((allow, position) => {
    const { protocol, first, last } = allow.traffic;
    const key = `${protocol} ${first} ${last}`;
    let group = groups.get(key);
    if (!group) {
      group = { protocol, first, last, allows: [] };
      groups.set(key, group);
      const sameProtocol = index.get(protocol);
      if (sameProtocol) sameProtocol.push(group);
      else index.set(protocol, [group]);
    }
    group.allows.push({ allow, position });
  });
  return new Map(Array.from(index, ([protocol, some]) => [protocol, new IntervalIndex(some)]));
}
