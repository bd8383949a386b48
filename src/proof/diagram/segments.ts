import type { IntervalSet, Point } from '../../address/intervals.js';
import { endOf, startOf } from '../dimensions.js';
import { indexOf } from '../values.js';
import { type Diagrams, NEXT, type Node } from './diagrams.js';

/**
 * A diagram whose first question is one dimension, as the intervals in which something happens: ascending and disjoint. Outside
 * of them is NEXT. Rules that look at one dimension alone are joined in this form, and only the result becomes a node.
 */
export interface Segments {
  readonly starts: Point[];
  readonly ends: Point[];
  readonly nodes: Node[];
}

/** Collects what rules of one dimension say, first to last. */
export class SegmentRun {
  readonly #diagrams: Diagrams;
  readonly #dimension: number;
  readonly #all: Segments = { starts: [], ends: [], nodes: [] };
  /** Where the segments of each rule begin in `#all`. */
  readonly #offsets: number[] = [];

  constructor(diagrams: Diagrams, dimension: number) {
    this.#diagrams = diagrams;
    this.#dimension = dimension;
  }

  /**
   * Of packets whose value is in `set`, what `map` makes of what `body` says. `body` asks for no earlier dimension, and `map` is
   * given its leaves, or its children where it asks for this one.
   */
  add(set: IntervalSet<Point>, body: Node, map: (node: Node) => Node): void {
    const offset = this.#all.starts.length;
    const asks = this.#diagrams.dimensionOf(body) === this.#dimension;
    const cuts = asks ? this.#diagrams.cutsOf(body) : [];
    for (let i = 0; i < set.length; i += 2) {
      const end = set[i + 1]!;
      for (let start = set[i]!, child = indexOf(cuts, start); start < end; child++) {
        const stop = child < cuts.length && cuts[child]! < end ? cuts[child]! : end;
        push(this.#all, offset, start, stop, map(asks ? this.#diagrams.childAt(body, child) : body));
        start = stop;
      }
    }
    if (this.#all.starts.length > offset) this.#offsets.push(offset);
  }

  /** One after the other, as `sequence` does it. */
  node(): Node {
    return nodeOf(this.#diagrams, this.#dimension, this.#side() ?? overlaid(this.#diagrams, this.#parts()));
  }

  /** Rules whose segments lie beside each other, in whatever order: mostly they do. */
  #side(): Segments | undefined {
    const { starts, ends, nodes } = this.#all;
    const order = this.#offsets.map((_, part) => part);
    order.sort((a, b) => (starts[this.#offsets[a]!]! < starts[this.#offsets[b]!]! ? -1 : 1));
    if (order.every((part, i) => part === i) && isAscending(this.#all)) return this.#all;
    const joined: Segments = { starts: [], ends: [], nodes: [] };
    for (const part of order) {
      const from = this.#offsets[part]!;
      const last = joined.ends.length - 1;
      if (last >= 0 && joined.ends[last]! > starts[from]!) return undefined;
      const to = this.#offsets[part + 1] ?? starts.length;
      for (let i = from; i < to; i++) push(joined, 0, starts[i]!, ends[i]!, nodes[i]!);
    }
    return joined;
  }

  #parts(): readonly Segments[] {
    const { starts, ends, nodes } = this.#all;
    return this.#offsets.map((from, part) => {
      const to = this.#offsets[part + 1];
      return { starts: starts.slice(from, to), ends: ends.slice(from, to), nodes: nodes.slice(from, to) };
    });
  }
}

function isAscending({ starts, ends }: Segments): boolean {
  for (let i = 1; i < starts.length; i++) if (ends[i - 1]! > starts[i]!) return false;
  return true;
}

/** Joins what touches and says the same, but nothing before `offset`. */
function push({ starts, ends, nodes }: Segments, offset: number, start: Point, end: Point, node: Node): void {
  if (node === NEXT) return;
  const last = nodes.length - 1;
  if (last >= offset && nodes[last] === node && ends[last] === start) {
    ends[last] = end;
    return;
  }
  starts.push(start);
  ends.push(end);
  nodes.push(node);
}

function overlaid(diagrams: Diagrams, parts: readonly Segments[]): Segments {
  let row = parts;
  while (row.length > 1) {
    const joined: Segments[] = [];
    for (let i = 0; i < row.length; i += 2)
      joined.push(i + 1 < row.length ? both(diagrams, row[i]!, row[i + 1]!) : row[i]!);
    row = joined;
  }
  return row[0] ?? { starts: [], ends: [], nodes: [] };
}

/** The first, and where it says NEXT the second. */
function both(diagrams: Diagrams, first: Segments, second: Segments): Segments {
  const joined: Segments = { starts: [], ends: [], nodes: [] };
  let at: Point | undefined;
  for (let i = 0, j = 0; i < first.starts.length || j < second.starts.length; ) {
    const a = begin(first, i, at);
    const b = begin(second, j, at);
    const start = b === undefined || (a !== undefined && a <= b) ? a! : b;
    const [inA, inB] = [a === start, b === start];
    const stop = least(inA ? first.ends[i] : a, inB ? second.ends[j] : b)!;
    const node = inA ? first.nodes[i]! : NEXT;
    push(joined, 0, start, stop, inB ? diagrams.replace(node, NEXT, second.nodes[j]!) : node);
    if (inA && first.ends[i] === stop) i++;
    if (inB && second.ends[j] === stop) j++;
    at = stop;
  }
  return joined;
}

/** Where what is left of a segment begins. */
function begin({ starts }: Segments, index: number, at: Point | undefined): Point | undefined {
  const start = starts[index];
  return start !== undefined && at !== undefined && start < at ? at : start;
}

function least(a: Point | undefined, b: Point | undefined): Point | undefined {
  return b === undefined || (a !== undefined && a < b) ? a : b;
}

function nodeOf(diagrams: Diagrams, dimension: number, { starts, ends, nodes }: Segments): Node {
  const cuts: Point[] = [];
  const children: Node[] = [];
  let at = startOf(dimension);
  for (let i = 0; i < starts.length; i++) {
    if (starts[i]! > at) {
      children.push(NEXT);
      cuts.push(starts[i]!);
    }
    children.push(nodes[i]!);
    at = ends[i]!;
    if (at < endOf(dimension)) cuts.push(at);
  }
  if (at < endOf(dimension)) children.push(NEXT);
  return diagrams.node(dimension, cuts, children);
}
