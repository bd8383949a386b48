import type { IntervalSet, Point } from '../../address/intervals.js';
import { endOf, startOf } from '../dimensions.js';
import type { Diagrams, Node } from './diagrams.js';
import type { Side } from './table.js';

/** Packets about which two diagrams disagree: all that have every side. No two differences have a packet in common. */
export interface Difference {
  readonly sides: readonly Side[];
  readonly first: Node;
  readonly second: Node;
}

/** All of them one by one, found as they are asked for; none at all says that the diagrams mean the same. */
export function differences(diagrams: Diagrams, first: Node, second: Node): Generator<Difference> {
  return new Comparison(diagrams).walk(first, second, []);
}

/** The values of one dimension that lead both diagrams to the same two children. */
interface Edge {
  readonly first: Node;
  readonly second: Node;
  readonly bounds: Point[];
}

class Comparison {
  readonly #diagrams: Diagrams;
  readonly #edges = new Map<number, readonly Edge[]>();

  constructor(diagrams: Diagrams) {
    this.#diagrams = diagrams;
  }

  *walk(first: Node, second: Node, sides: readonly Side[]): Generator<Difference> {
    if (first === second) return;
    if (this.#diagrams.isLeaf(first) && this.#diagrams.isLeaf(second)) {
      yield { sides, first, second };
      return;
    }
    const dimension = this.#dimension(first, second);
    for (const { bounds, ...edge } of this.#differing(first, second)) {
      yield* this.walk(edge.first, edge.second, [...sides, { dimension, set: joined(bounds) }]);
    }
  }

  #dimension(first: Node, second: Node): number {
    return Math.min(this.#diagrams.dimensionOf(first), this.#diagrams.dimensionOf(second));
  }

  /** In the order of their first value. */
  #differing(first: Node, second: Node): readonly Edge[] {
    const key = keyOf(first, second);
    const known = this.#edges.get(key) ?? this.#findEdges(first, second);
    this.#edges.set(key, known);
    return known;
  }

  #findEdges(first: Node, second: Node): readonly Edge[] {
    const dimension = this.#dimension(first, second);
    const ofFirst = this.#parts(first, dimension);
    const ofSecond = this.#parts(second, dimension);
    const edges = new Map<number, Edge>();
    let start = startOf(dimension);
    for (let i = 0, j = 0; start < endOf(dimension); ) {
      const a = ofFirst.cuts[i] ?? endOf(dimension);
      const b = ofSecond.cuts[j] ?? endOf(dimension);
      const end = a < b ? a : b;
      addEdge(edges, ofFirst.children[i]!, ofSecond.children[j]!, start, end);
      if (a === end) i++;
      if (b === end) j++;
      start = end;
    }
    return [...edges.values()];
  }

  #parts(node: Node, dimension: number): { cuts: readonly Point[]; children: readonly Node[] } {
    if (this.#diagrams.dimensionOf(node) > dimension) return { cuts: [], children: [node] };
    return { cuts: this.#diagrams.cutsOf(node), children: this.#diagrams.childrenOf(node) };
  }
}

function addEdge(edges: Map<number, Edge>, first: Node, second: Node, start: Point, end: Point): void {
  if (first === second) return;
  const key = keyOf(first, second);
  const edge = edges.get(key) ?? { first, second, bounds: [] };
  edges.set(key, edge);
  edge.bounds.push(start, end);
}

function keyOf(first: Node, second: Node): number {
  return first * 2 ** 26 + second;
}

/** Ascending intervals, of which neighbours may touch. */
function joined(bounds: readonly Point[]): IntervalSet<Point> {
  return bounds.filter((bound, i) => bound !== bounds[i - 1] && bound !== bounds[i + 1]);
}
