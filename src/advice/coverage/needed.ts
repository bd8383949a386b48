import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import type { Rule } from '../../definition/model.js';
import { type Box, boxesOf } from './boxes.js';
import { protocolsOf, type Shape } from './shapes.js';
import { sweep } from './sweep.js';

/**
 * A shape is needed if some packet passes by it, and every other shape that the packet passes by has a higher rank.
 *
 * So with one rank for all, those are needed that no others together cover; with ranks all different, those that no
 * earlier ones cover. Takes n log² n of the rectangles that the shapes consist of, for each protocol that they name.
 */
export function neededShapes(shapes: readonly Shape[], rankOf: (rule: Rule) => number): ReadonlySet<Rule> {
  const ranks = shapes.map(({ rule }) => rankOf(rule));
  const needed = new Uint8Array(shapes.length);
  for (const protocol of protocolsOf(shapes)) {
    for (const { boxes, places } of [boxesOf(shapes, ipv4, protocol), boxesOf(shapes, ipv6, protocol)]) {
      markNeeded(boxes, places, ranks, needed);
    }
  }
  return new Set(shapes.filter((_, i) => needed[i] === 1).map(({ rule }) => rule));
}

function markNeeded(
  boxes: readonly Box[],
  places: number,
  ranks: readonly number[],
  needed: Uint8Array,
): void {
  const rankOf = ({ shape }: Box) => ranks[shape]!;
  const isFound = ({ shape }: Box) => needed[shape] === 1;
  sweep(boxes, places, rankOf, isFound, (tree) => {
    for (let index = tree.visible(); index !== undefined; index = tree.visible()) {
      needed[boxes[index]!.shape] = 1;
      tree.refresh(index);
    }
  });
}
