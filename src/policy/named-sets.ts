import { type AddressSet, ofSpace } from '../address/address-set.js';
import type { IntervalSet, Point } from '../address/intervals.js';
import { ipv4 } from '../address/ipv4.js';
import { ipv6 } from '../address/ipv6.js';
import { SetMap } from '../address/set-map.js';
import type { Space } from '../address/space.js';

/** A group or a list that rules refer to, and what it holds. */
export interface NamedSet {
  readonly kind: 'group' | 'list';
  readonly name: string;
  readonly addresses: AddressSet;
}

/** Groups and lists, found by what they hold; put in order when the first is looked for. */
export class NamedSets {
  readonly #sets: readonly NamedSet[];
  #byContents:
    | { readonly ipv4: SetMap<number, NamedSet>; readonly ipv6: SetMap<bigint, NamedSet> }
    | undefined;

  constructor(sets: readonly NamedSet[]) {
    this.#sets = sets;
  }

  /** The one that holds exactly these addresses of the family; of several the first by name, groups before lists. */
  holding<P extends Point>({ family }: Space<P>, set: IntervalSet<P>): NamedSet | undefined {
    this.#byContents ??= { ipv4: byContents(ipv4, this.#sets), ipv6: byContents(ipv6, this.#sets) };
    const found = this.#byContents[family] as SetMap<never, NamedSet> as SetMap<P, NamedSet>;
    return found.get(set);
  }
}

function byContents<P extends Point>(space: Space<P>, sets: readonly NamedSet[]): SetMap<P, NamedSet> {
  const found = new SetMap<P, NamedSet>();
  for (const one of [...sets].sort(byName)) {
    const set = ofSpace(space, one.addresses);
    if (found.get(set) === undefined) found.add(set, one);
  }
  return found;
}

function byName(a: NamedSet, b: NamedSet): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
