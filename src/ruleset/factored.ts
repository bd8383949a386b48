import { type IntervalSet, isEmpty, type Point } from '../address/intervals.js';
import { isEverything, type Space } from '../address/space.js';
import type { PeerSet } from './peer-set.js';

/**
 * A ruleset with what many of its entries have in common said once: a packet passes if its peer is in `everything`, in
 * its protocol's `anyCell`, or in its cell's peers. It means the same as the ruleset that it was made from.
 */
export type FactoredRuleset<P extends Point> = Factored<P, Peers<P>>;
export type FactoredProtocol<P extends Point> = FactoredProtocolOf<Peers<P>>;
export type FactoredCell<P extends Point> = FactoredCellOf<Peers<P>>;

/**
 * The peers of an entry: whoever is in one of the two sets. Entries of a host with the same peers have the same object.
 */
export interface Peers<P extends Point> {
  /** All of them, as what is in `own` or in `shared`. */
  readonly all: PeerSet<P>;
  /** What the entry has to itself, or all of it. May be empty. */
  readonly own: IntervalSet<P>;
  /** A long list that it has in common with entries whose peers are otherwise different. Mostly there is none: empty. */
  readonly shared: IntervalSet<P>;
}

export interface Factored<P extends Point, T> {
  readonly space: Space<P>;
  /** Peers that may use every protocol. Empty: nobody may. */
  readonly everything: T;
  /** Ascending; protocols that add nothing to `everything` are absent. */
  readonly protocols: readonly FactoredProtocolOf<T>[];
}

export interface FactoredProtocolOf<T> {
  readonly first: number;
  readonly last: number;
  /** Peers that may use every cell of the protocol. Empty: nobody may. */
  readonly anyCell: T;
  /** Ascending and disjoint; cells that add nothing to `anyCell` and `everything` are absent. */
  readonly cells: readonly FactoredCellOf<T>[];
}

export interface FactoredCellOf<T> {
  readonly first: number;
  readonly last: number;
  /** Never empty. */
  readonly peers: T;
}

/** The same entries with their peers in another form. */
export function mapPeers<P extends Point, T, U>(
  { space, everything, protocols }: Factored<P, T>,
  change: (peers: T) => U,
): Factored<P, U> {
  return {
    space,
    everything: change(everything),
    protocols: protocols.map(({ first, last, anyCell, cells }) => ({
      first,
      last,
      anyCell: change(anyCell),
      cells: cells.map((cell) => ({ first: cell.first, last: cell.last, peers: change(cell.peers) })),
    })),
  };
}

/** The peers of all entries, once for each; those that are nobody too. */
export function* peersOfEntries<T>({
  everything,
  protocols,
}: Pick<Factored<never, T>, 'everything' | 'protocols'>): Generator<T> {
  yield everything;
  for (const { anyCell, cells } of protocols) {
    yield anyCell;
    for (const { peers } of cells) yield peers;
  }
}

/** The sets that hold the peers between them; none of them empty. */
export function partsOf<P extends Point>({ own, shared }: Peers<P>): readonly IntervalSet<P>[] {
  return [own, shared].filter((set) => !isEmpty(set));
}

export function isNobody<P extends Point>({ own, shared }: Peers<P>): boolean {
  return isEmpty(own) && isEmpty(shared);
}

/** Whether the peers are every address; such a set is never shared. */
export function isEveryone<P extends Point>(space: Space<P>, { own }: Peers<P>): boolean {
  return isEverything(space, own);
}
