import { fromIntervals, type IntervalSet, intervalsOf, type Point, unionAll } from '../address/intervals.js';
import { SetMap } from '../address/set-map.js';
import { CELLS } from '../traffic/traffic.js';
import type { SameCells } from './by-cells.js';
import type { Intern } from './intern.js';
import { type CanonicalCell, canonicalCell } from './model.js';
import { type PeerSet, peerSet, unionOfPeers } from './peer-set.js';

/**
 * The cells of one protocol with all who may use them: ascending, disjoint, and joined where neighbours are the same.
 *
 * What rules open is halved again and again. A rule for all of a part is merged there, once for the whole part, so that
 * ever so many different ranges that overlap take n log n, and not a merge of all of them at every port.
 */
export function mergeCells<P extends Point>(
  opened: Iterable<SameCells<P>>,
  everywhere: PeerSet<P>,
  intern: Intern<P>,
): readonly CanonicalCell<P>[] {
  const ranges = rangesOf(opened);
  const steps = [...new Set([0, CELLS, ...ranges.flatMap(({ first, end }) => [first, end])])].sort(
    (a, b) => a - b,
  );
  const cells: CanonicalCell<P>[] = [];
  const divide = (from: number, to: number, around: readonly Range<P>[], above: PeerSet<P>): void => {
    const [first, end] = [steps[from]!, steps[to]!];
    const whole = around.filter((range) => range.first <= first && range.end >= end);
    const peers = unionOfPeers(above, mergeRanges(whole));
    const parts = around.filter((range) => range.first > first || range.end < end);
    if (parts.length === 0) {
      if (peers.count > 0) append(cells, first, end - 1, intern(peers));
      return;
    }
    const middle = (from + to) >>> 1;
    const cut = steps[middle]!;
    divide(
      from,
      middle,
      parts.filter((range) => range.first < cut),
      peers,
    );
    divide(
      middle,
      to,
      parts.filter((range) => range.end > cut),
      peers,
    );
  };
  divide(0, steps.length - 1, ranges, everywhere);
  return cells;
}

/** Consecutive cells, `end` excluded, and all peers that rules name together with exactly them. */
interface Range<P extends Point> {
  readonly first: number;
  readonly end: number;
  readonly peers: PeerSet<P>;
}

/** Rules for exactly the same cells are one range; ranges for the same peers that overlap or touch are one too. */
function rangesOf<P extends Point>(opened: Iterable<SameCells<P>>): readonly Range<P>[] {
  const cellsOf = new SetMap<P, { start: number; end: number }[]>();
  const distinct: IntervalSet<P>[] = [];
  for (const { first, end, peers: gathered } of opened) {
    const peers = gathered.union();
    const known = cellsOf.get(peers);
    if (known) known.push({ start: first, end });
    else {
      cellsOf.add(peers, [{ start: first, end }]);
      distinct.push(peers);
    }
  }
  return distinct.flatMap((set) => {
    const peers = peerSet(set);
    const cells = fromIntervals(cellsOf.get(set)!);
    return Array.from(intervalsOf(cells), ({ start, end }) => ({ first: start, end, peers }));
  });
}

/** Long sets are not merged anew: their blocks stay the same objects, which are quick to compare. */
function mergeRanges<P extends Point>(ranges: readonly Range<P>[]): PeerSet<P> {
  const sets = ranges.map(({ peers }) => peers);
  const short = sets.filter(({ blocks }) => blocks.length < 2);
  const long = sets.filter(({ blocks }) => blocks.length >= 2);
  return long.reduce(unionOfPeers<P>, peerSet(unionAll(short.map(({ set }) => set))));
}

function append<P extends Point>(
  cells: CanonicalCell<P>[],
  first: number,
  last: number,
  set: PeerSet<P>,
): void {
  const before = cells.at(-1);
  if (before && before.last === first - 1 && before.set === set)
    cells[cells.length - 1] = canonicalCell(before.first, last, set);
  else cells.push(canonicalCell(first, last, set));
}
