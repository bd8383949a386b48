import type { Box } from './boxes.js';
import { RankTree } from './rank-tree.js';

/**
 * Goes over the cells in ascending order with the boxes that stand over each kept in a tree over places of addresses, and calls
 * `look` wherever boxes began or ended: the same boxes stand over all cells from `cell` to before `next`.
 */
export function sweep(
  boxes: readonly Box[],
  places: number,
  rankOf: (box: Box) => number,
  isFound: (box: Box) => boolean,
  look: (tree: RankTree, cell: number, next: number) => void,
): void {
  if (boxes.length === 0) return;
  const indexes = boxes.map((_, i) => i);
  const opening = [...indexes].sort((a, b) => boxes[a]!.start - boxes[b]!.start);
  const closing = [...indexes].sort((a, b) => boxes[a]!.end - boxes[b]!.end);
  const steps = new Set(boxes.flatMap(({ start, end }) => [start, end]));
  const tree = new RankTree(boxes, places, rankOf, isFound);
  let opened = 0;
  let closed = 0;
  const cells = [...steps].sort((a, b) => a - b);
  cells.forEach((cell, i) => {
    while (closed < closing.length && boxes[closing[closed]!]!.end === cell) tree.remove(closing[closed++]!);
    while (opened < opening.length && boxes[opening[opened]!]!.start === cell) tree.add(opening[opened++]!);
    look(tree, cell, cells[i + 1] ?? Number.POSITIVE_INFINITY);
  });
}
