import type { Point } from '../../address/intervals.js';
import { endOf, startOf } from '../dimensions.js';
import { unionOfBounds } from '../values.js';
import { ACCEPT, type Diagrams, NEXT, type Node } from './diagrams.js';
import { sequence } from './fold.js';
import { choose } from './sets.js';

/** The diagram with the n-th of `results` in place of the n-th mark, whatever dimensions the results ask for. */
export function bind(diagrams: Diagrams, node: Node, results: readonly Node[]): Node {
  const known = new Map<Node, Node>(results.map((result, number) => [diagrams.mark(number), result]));
  const walk = (at: Node): Node => {
    const bound = known.get(at);
    if (bound !== undefined) return bound;
    const result = diagrams.isLeaf(at) ? at : select(diagrams, at, diagrams.childrenOf(at).map(walk));
    known.set(at, result);
    return result;
  };
  return walk(node);
}

/** Goes by the node's dimension to one of `children`, which may themselves ask for earlier dimensions. */
function select(diagrams: Diagrams, node: Node, children: readonly Node[]): Node {
  const dimension = diagrams.dimensionOf(node);
  const cuts = diagrams.cutsOf(node);
  if (children.every((child) => diagrams.dimensionOf(child) > dimension))
    return diagrams.node(dimension, cuts, children);
  const parts = [...new Set(children)].map((child) => {
    const bounds: Point[] = [];
    children.forEach((one, i) => {
      if (one === child) bounds.push(cuts[i - 1] ?? startOf(dimension), cuts[i] ?? endOf(dimension));
    });
    return diagrams.replace(choose(diagrams, dimension, unionOfBounds(bounds), ACCEPT, NEXT), ACCEPT, child);
  });
  return sequence(diagrams, parts);
}
