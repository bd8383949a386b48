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
    const result = diagrams.isLeaf(at) ? at : select(diagrams, at, walk);
    known.set(at, result);
    return result;
  };
  return walk(node);
}

/** Goes by the node's dimension to what its children become, which may itself ask for earlier dimensions. */
function select(diagrams: Diagrams, node: Node, become: (child: Node) => Node): Node {
  const dimension = diagrams.dimensionOf(node);
  const isLater = (child: Node) => diagrams.dimensionOf(become(child)) > dimension;
  if (diagrams.differentChildrenOf(node).every(isLater)) return diagrams.map(node, become);
  const cuts = diagrams.cutsOf(node);
  const bounds = new Map<Node, Point[]>();
  diagrams.childrenOf(node).forEach((child, i) => {
    const known = bounds.get(become(child)) ?? [];
    bounds.set(become(child), known);
    known.push(cuts[i - 1] ?? startOf(dimension), cuts[i] ?? endOf(dimension));
  });
  const parts = Array.from(bounds, ([child, own]) =>
    diagrams.replace(choose(diagrams, dimension, unionOfBounds(own), ACCEPT, NEXT), ACCEPT, child),
  );
  return sequence(diagrams, parts);
}
