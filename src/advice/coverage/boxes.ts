import { ofSpace } from '../../address/address-set.js';
import { boundariesUpTo, type IntervalSet, intervalsOf, type Point } from '../../address/intervals.js';
import type { Space } from '../../address/space.js';
import { cellsOf, type Protocol, type Shape } from './shapes.js';

/** One rectangle of cells and addresses, `end` and `to` excluded. Those of one shape are disjoint. */
export interface Box {
  /** Index of the shape among those that are swept over. */
  readonly shape: number;
  readonly start: number;
  readonly end: number;
  /** Indexes of the first address and of the one behind the last among `Boxes.addresses`. */
  readonly from: number;
  readonly to: number;
}

export interface Boxes<P extends Point> {
  readonly boxes: readonly Box[];
  /** Every address at which some box begins or ends, ascending. */
  readonly addresses: readonly P[];
}

/** What shapes let through of one protocol in one family, as rectangles. */
export function boxesOf<P extends Point>(
  shapes: readonly Shape[],
  space: Space<P>,
  protocol: Protocol,
): Boxes<P> {
  const parts = shapes.map((shape) => ({
    cells: cellsOf(shape, protocol, space),
    peers: ofSpace(space, shape.peers),
  }));
  const addresses = sortedDistinct(parts.filter(({ cells }) => cells.length > 0).map(({ peers }) => peers));
  const indexOf = (address: P) => boundariesUpTo(addresses, address) - 1;
  const boxes: Box[] = [];
  parts.forEach(({ cells, peers }, shape) => {
    for (const { start, end } of intervalsOf(cells)) {
      for (const one of intervalsOf(peers)) {
        boxes.push({ shape, start, end, from: indexOf(one.start), to: indexOf(one.end) });
      }
    }
  });
  return { boxes, addresses };
}

function sortedDistinct<P extends Point>(sets: readonly IntervalSet<P>[]): readonly P[] {
  const all = [...new Set(sets)].flat().sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return all.filter((address, i) => address !== all[i - 1]);
}
