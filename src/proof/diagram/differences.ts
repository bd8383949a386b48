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

export interface Differences {
  /** As many as were asked for. */
  readonly shown: readonly Difference[];
  /** How many there are, rounded above 2^53. */
  readonly count: number;
}

/** Compares two diagrams; nothing at all says that they mean the same. */
export function differences(diagrams: Diagrams, first: Node, second: Node, most: number): Differences {
  const comparison = new Comparison(diagrams, most);
  comparison.walk(first, second, []);
  return { shown: comparison.shown, count: comparison.count(first, second) };
}

/** The values of one dimension that lead both diagrams to the same two children. */
interface Edge {
  readonly first: Node;
  readonly second: Node;
  readonly bounds: Point[];
}

class Comparison {
  readonly shown: Difference[] = [];
  readonly #diagrams: Diagrams;
  readonly #most: number;
  readonly #edges = new Map<number, readonly Edge[]>();
  readonly #counts = new Map<number, number>();

  constructor(diagrams: Diagrams, most: number) {
    this.#diagrams = diagrams;
    this.#most = most;
  }

  walk(first: Node, second: Node, sides: readonly Side[]): void {
    if (first === second || this.shown.length >= this.#most) return;
    if (this.#diagrams.isLeaf(first) && this.#diagrams.isLeaf(second)) {
      this.shown.push({ sides, first, second });
      return;
    }
    const dimension = this.#dimension(first, second);
    for (const { bounds, ...edge } of this.#differing(first, second)) {
      const side = { dimension, set: joined(bounds) };
      this.walk(edge.first, edge.second, [...sides, side]);
    }
  }

  count(first: Node, second: Node): number {
    if (first === second) return 0;
    if (this.#diagrams.isLeaf(first) && this.#diagrams.isLeaf(second)) return 1;
    const key = keyOf(first, second);
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const count = this.#differing(first, second).reduce(
      (sum, edge) => sum + this.count(edge.first, edge.second),
      0,
    );
    this.#counts.set(key, count);
    return count;
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
