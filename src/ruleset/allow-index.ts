import type { Allow } from '../policy/model.js';
import { IntervalIndex } from './interval-index.js';

/** Consecutive protocols, and consecutive cells of them. */
export interface Box {
  readonly protocols: readonly [first: number, last: number];
  readonly cells: readonly [first: number, last: number];
}

export interface PlacedAllow {
  readonly allow: Allow;
  /** Where it stands in its list. */
  readonly position: number;
}

/** Allows of one protocol that name the same cells. */
export interface CellGroup {
  readonly protocol: number | 'all';
  readonly first: number;
  readonly last: number;
  /** In the order of their list. */
  readonly allows: readonly PlacedAllow[];
}

type Index = ReadonlyMap<number | 'all', IntervalIndex<CellGroup>>;

/** A list is asked for many of its entries, so it is sorted by traffic once. */
const indexes = new WeakMap<readonly Allow[], Index>();

/** The allows of a list that have some traffic in common with a box, whoever their peers are. */
export function allowsWithin(allows: readonly Allow[], { protocols, cells }: Box): readonly CellGroup[] {
  const index = indexes.get(allows) ?? indexOf(allows);
  indexes.set(allows, index);
  const [first, last] = protocols;
  const found = [...(index.get('all')?.overlapping(...cells) ?? [])];
  for (let protocol = first; protocol <= last; protocol++)
    found.push(...(index.get(protocol)?.overlapping(...cells) ?? []));
  return found;
}

function indexOf(allows: readonly Allow[]): Index {
  const groups = new Map<string, CellGroup & { readonly allows: PlacedAllow[] }>();
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
