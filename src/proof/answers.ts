import { type Diagrams, DROP, type Node, PROHIBIT, RESET } from './diagram/diagrams.js';

const silent: ReadonlyMap<Node, Node> = new Map([
  [RESET, DROP],
  [PROHIBIT, DROP],
]);

/** The same diagram with no word of answers: what passes and what does not. */
export function withoutAnswers(diagrams: Diagrams, node: Node): Node {
  return diagrams.relabel(node, silent);
}
