import type { Allow } from '../policy/model.js';
import { trafficKey } from '../traffic/traffic.js';
import { IntervalIndex } from './interval-index.js';

/** Consecutive protocols, and consecutive cells of them. */
export interface Box {
  readonly protocols: readonly [first: number, last: number];
  readonly cells: readonly [first: number, last: number];
}

/** Allows of one protocol that name the same cells. */
export interface CellGroup {
  readonly protocol: number | 'all';
  readonly first: number;
  readonly last: number;
  /** Where they stand in their list, in its order. */
  readonly positions: readonly number[];
}

type Index = ReadonlyMap<number | 'all', IntervalIndex<CellGroup>>;

/** A list of allows, which may be asked for many of its entries: it is sorted by traffic when it is first asked. */
export class AllowIndex {
  readonly list: readonly Allow[];
  #index: Index | undefined;

  constructor(list: readonly Allow[]) {
    this.list = list;
  }

  /** The allows that have some traffic in common with a box, whoever their peers are. */
  within({ protocols, cells }: Box): readonly CellGroup[] {
    this.#index ??= indexOf(this.list);
    const [first, last] = protocols;
    const found = [...(this.#index.get('all')?.overlapping(...cells) ?? [])];
    for (let protocol = first; protocol <= last; protocol++)
      found.push(...(this.#index.get(protocol)?.overlapping(...cells) ?? []));
    return found;
  }
}

function indexOf(allows: readonly Allow[]): Index {
  const groups = new Map<number, CellGroup & { readonly positions: number[] }>();
  const index = new Map<number | 'all', CellGroup[]>();
  allows.forEach(({ traffic }, position) => {
    const { protocol, first, last } = traffic;
    const key = trafficKey(traffic);
    let group = groups.get(key);
    if (!group) {
      group = { protocol, first, last, positions: [] };
      groups.set(key, group);
      const sameProtocol = index.get(protocol);
      if (sameProtocol) sameProtocol.push(group);
      else index.set(protocol, [group]);
    }
    group.positions.push(position);
  });
  return new Map(Array.from(index, ([protocol, some]) => [protocol, new IntervalIndex(some)]));
}
