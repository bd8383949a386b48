import { type IntervalSet, intersect, isEmpty, nothing, type Point, subtract } from '../address/intervals.js';
import type { Space } from '../address/space.js';
import { CELLS } from '../traffic/traffic.js';
import { type Intern, interner } from './intern.js';
import type { CellRuleset, FamilyRuleset, ProtocolRuleset } from './model.js';

/**
 * A ruleset with what many of its entries have in common said once: a packet passes if its peer is in `everything`, in
 * its protocol's `anyCell`, or in its cell's peers. It means the same as the ruleset that it was made from.
 */
export interface FactoredRuleset<P extends Point> {
  readonly space: Space<P>;
  /** Peers that may use every protocol. Empty: nobody may. */
  readonly everything: IntervalSet<P>;
  /** Ascending; protocols that add nothing to `everything` are absent. */
  readonly protocols: readonly FactoredProtocol<P>[];
}

export interface FactoredProtocol<P extends Point> {
  readonly first: number;
  readonly last: number;
  /** Peers that may use every cell of the protocol. Empty: nobody may. */
  readonly anyCell: IntervalSet<P>;
  /** Ascending and disjoint; cells that add nothing to `anyCell` and `everything` are absent. */
  readonly cells: readonly CellRuleset<P>[];
}

export function factorRuleset<P extends Point>({ space, protocols }: FamilyRuleset<P>): FactoredRuleset<P> {
  const intern = interner<P>();
  const everything = intern(commonToAll(protocols));
  const factored = protocols
    .map((protocol) => factorProtocol(protocol, everything, intern))
    .filter(({ anyCell, cells }) => !isEmpty(anyCell) || cells.length > 0);
  return { space, everything, protocols: factored };
}

/** The peers that every protocol allows in every cell; nobody, unless all 256 protocols are there. */
function commonToAll<P extends Point>(protocols: readonly ProtocolRuleset<P>[]): IntervalSet<P> {
  const seamless = protocols.every(({ first }, i) => first === (i === 0 ? 0 : protocols[i - 1]!.last + 1));
  if (!seamless || protocols.at(-1)?.last !== 255) return nothing;
  return intersectAll(protocols.map(({ cells }) => commonToCells(cells)));
}

/** The peers that every cell allows; nobody, unless the cells leave no gap. */
function commonToCells<P extends Point>(cells: readonly CellRuleset<P>[]): IntervalSet<P> {
  const seamless = cells.every(({ first }, i) => first === (i === 0 ? 0 : cells[i - 1]!.last + 1));
  if (!seamless || cells.at(-1)?.last !== CELLS - 1) return nothing;
  return intersectAll(cells.map(({ peers }) => peers));
}

function intersectAll<P extends Point>(sets: readonly IntervalSet<P>[]): IntervalSet<P> {
  const distinct = [...new Set(sets)];
  return distinct.reduce(
    (common, set) => (isEmpty(common) ? common : intersect(common, set)),
    distinct[0] ?? nothing,
  );
}

function factorProtocol<P extends Point>(
  { first, last, cells }: ProtocolRuleset<P>,
  everything: IntervalSet<P>,
  intern: Intern<P>,
): FactoredProtocol<P> {
  const common = commonToCells(cells);
  const anyCell = intern(shorter(common, everything));
  const rest = cells
    .map((cell) => ({ ...cell, peers: intern(shorter(shorter(cell.peers, everything), common)) }))
    .filter(({ peers }) => !isEmpty(peers));
  return { first, last, anyCell, cells: rest };
}

/** `peers`, or `peers` without what is said elsewhere if that has fewer intervals: none, if all of it is. */
function shorter<P extends Point>(peers: IntervalSet<P>, elsewhere: IntervalSet<P>): IntervalSet<P> {
  const difference = subtract(peers, elsewhere);
  return difference.length < peers.length ? difference : peers;
}
