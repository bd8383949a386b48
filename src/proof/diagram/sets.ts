import type { IntervalSet, Point } from '../../address/intervals.js';
import { endOf, startOf } from '../dimensions.js';
import type { Diagrams, Node } from './diagrams.js';

/** One diagram for the values in a set and another for those outside; both ask for later dimensions only. */
export function choose(
  diagrams: Diagrams,
  dimension: number,
  set: IntervalSet<Point>,
  inside: Node,
  outside: Node,
): Node {
  if (set.length === 0) return outside;
  const end = endOf(dimension);
  const fromStart = set[0] === startOf(dimension);
  const toEnd = set[set.length - 1] === end;
  const cuts = fromStart || toEnd ? set.slice(fromStart ? 1 : 0, toEnd ? -1 : undefined) : set;
  return fromStart
    ? diagrams.turns(dimension, cuts, inside, outside)
    : diagrams.turns(dimension, cuts, outside, inside);
}
