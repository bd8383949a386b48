import type { Side } from './diagram/table.js';
import { endOf, startOf } from './dimensions.js';
import { unionOfSets } from './values.js';

/** Packets that have every side, in the order of their dimensions. No side: every packet. */
export type Box = readonly Side[];

/** Fewer boxes that hold the same packets: two that differ in one dimension at most become one, until there are none of those. */
export function joinBoxes(boxes: readonly Box[]): readonly Box[] {
  const left = [...boxes];
  for (let at = 0; at < left.length; ) {
    const found = left.findIndex((other, index) => index > at && differing(left[at]!, other).length < 2);
    if (found < 0) {
      at++;
      continue;
    }
    left[at] = joined(left[at]!, left[found]!, differing(left[at]!, left[found]!)[0]);
    left.splice(found, 1);
    // What is larger now may join with one that was passed over.
    at = 0;
  }
  return left;
}

/** The dimensions in which two boxes differ. */
function differing(a: Box, b: Box): readonly number[] {
  const dimensions = [...new Set([...a, ...b].map(({ dimension }) => dimension))];
  return dimensions.filter((dimension) => !isSame(setOf(a, dimension), setOf(b, dimension)));
}

function setOf(box: Box, dimension: number): Side['set'] {
  return box.find((side) => side.dimension === dimension)?.set ?? [startOf(dimension), endOf(dimension)];
}

function isSame(a: Side['set'], b: Side['set']): boolean {
  return a.length === b.length && a.every((bound, i) => bound === b[i]);
}

function joined(a: Box, b: Box, dimension: number | undefined): Box {
  if (dimension === undefined) return a;
  const set = unionOfSets([setOf(a, dimension), setOf(b, dimension)]);
  const rest = a.filter((side) => side.dimension !== dimension);
  if (isSame(set, [startOf(dimension), endOf(dimension)])) return rest;
  return [...rest, { dimension, set }].sort((one, other) => one.dimension - other.dimension);
}
