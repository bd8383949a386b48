import { ofSpace } from '../../address/address-set.js';
import { type IntervalSet, intervalsOf, type Point } from '../../address/intervals.js';
import type { Space } from '../../address/space.js';
import { placesOf } from './places.js';
import { cellsOf, type Protocol, type Shape } from './shapes.js';

/** One rectangle of cells and places of addresses, `end` and `to` excluded. Those of one shape are disjoint. */
export interface Box {
  /** Index of the shape among those that are swept over. */
  readonly shape: number;
  readonly start: number;
  readonly end: number;
  /** The first place and the one behind the last: see `Places`. */
  readonly from: number;
  readonly to: number;
}

export interface Boxes<P extends Point> {
  readonly boxes: readonly Box[];
  /** How many places there are. */
  readonly places: number;
  /** Where an address is that some shape lets through. */
  readonly placeOf: (address: P) => number;
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
  const used: readonly IntervalSet<P>[] = parts
    .filter(({ cells }) => cells.length > 0)
    .map(({ peers }) => peers);
  const { runsOf, count, placeOf } = placesOf(used);
  const boxes: Box[] = [];
  parts.forEach(({ cells, peers }, shape) => {
    for (const { start, end } of intervalsOf(cells)) {
      for (const { start: from, end: to } of intervalsOf(runsOf(peers)))
        boxes.push({ shape, start, end, from, to });
    }
  });
  return { boxes, places: count, placeOf };
}
