import type { IntervalSet, Point } from '../../address/intervals.js';
import { endOf, startOf } from '../dimensions.js';
import { bind } from './bind.js';
import { type Diagrams, NEXT, type Node } from './diagrams.js';
import { choose } from './sets.js';

/** Values of one dimension that a packet must have. */
export interface Side {
  readonly dimension: number;
  readonly set: IntervalSet<Point>;
}

/** Packets that have all the sides, and what happens to them. */
export interface Row {
  /** Ascending by dimension, each dimension at most once. None at all: every packet. */
  readonly sides: readonly Side[];
  readonly result: Node;
}

export interface Table {
  /** What the row says into which a packet falls; NEXT where it falls into none. */
  readonly node: Node;
  /** Rows that say different things have a packet in common. */
  readonly ambiguous: boolean;
}

export function tableOf(diagrams: Diagrams, rows: readonly Row[]): Table {
  const results = [...new Set(rows.map(({ result }) => result))];
  const numbers = new Map(results.map((result, number) => [result, number]));
  const builder = new TableBuilder(diagrams);
  const marked = rows.map(({ sides, result }) => ({ sides, result: diagrams.mark(numbers.get(result)!) }));
  const node = bind(diagrams, builder.build(marked, 0), results);
  return { node, ambiguous: builder.ambiguous };
}

/** One interval of a dimension, and the rows that have it. */
interface Run {
  readonly start: Point;
  readonly end: Point;
  readonly rows: Row[];
}

/** A run that does not fit behind any of so many rows of runs begins another. */
const LAYERS_TRIED = 8;

/** Shorter sets are not worth remembering. */
const LONG = 16;

class TableBuilder {
  ambiguous = false;
  readonly #diagrams: Diagrams;
  readonly #chosen = new Map<IntervalSet<Point>, Map<string, Node>>();

  constructor(diagrams: Diagrams) {
    this.#diagrams = diagrams;
  }

  /** Looks at the sides from the `depth`-th on; all rows have the same dimensions before it behind them. */
  build(rows: readonly Row[], depth: number): Node {
    if (rows.length === 0) return NEXT;
    if (rows.length === 1) return this.#single(rows[0]!, depth);
    const dimensions = new Set(rows.map(({ sides }) => sides[depth]?.dimension));
    if (dimensions.size > 1) return this.#join(this.#alone(rows, depth, dimensions));
    const [dimension] = dimensions;
    if (dimension === undefined) return this.#join([...new Set(rows.map(({ result }) => result))]);
    const layers = layersOf(runsOf(rows, depth));
    return this.#join(layers.map((layer) => this.#layer(dimension, layer, depth)));
  }

  /** What is left of one row, however many intervals its sets have. */
  #single({ sides, result }: Row, depth: number): Node {
    return sides.slice(depth).reduceRight((node, side) => this.#choose(side, node), result);
  }

  /** Many rows may have the same long set. */
  #choose({ dimension, set }: Side, inside: Node): Node {
    if (set.length < LONG) return choose(this.#diagrams, dimension, set, inside, NEXT);
    const chosen = this.#chosen.get(set) ?? new Map<string, Node>();
    this.#chosen.set(set, chosen);
    const key = `${dimension} ${inside}`;
    const node = chosen.get(key) ?? choose(this.#diagrams, dimension, set, inside, NEXT);
    chosen.set(key, node);
    return node;
  }

  /** Rows that look at different dimensions next have no common node. */
  #alone(rows: readonly Row[], depth: number, dimensions: ReadonlySet<number | undefined>): readonly Node[] {
    return [...dimensions].map((one) =>
      this.build(
        rows.filter(({ sides }) => sides[depth]?.dimension === one),
        depth,
      ),
    );
  }

  #layer(dimension: number, runs: readonly Run[], depth: number): Node {
    const cuts: Point[] = [];
    const children: Node[] = [];
    let at = startOf(dimension);
    for (const { start, end, rows } of runs) {
      if (start > at) children.push(NEXT);
      if (start > at) cuts.push(start);
      children.push(this.build(rows, depth + 1));
      if (end < endOf(dimension)) cuts.push(end);
      at = end;
    }
    if (at < endOf(dimension)) children.push(NEXT);
    return this.#diagrams.node(dimension, cuts, children);
  }

  /** Pairwise; where it matters which comes first, the rows contradict each other. */
  #join(parts: readonly Node[]): Node {
    let row = parts;
    while (row.length > 1) {
      const joined: Node[] = [];
      for (let i = 0; i + 1 < row.length; i += 2) joined.push(this.#both(row[i]!, row[i + 1]!));
      if (row.length % 2 === 1) joined.push(row[row.length - 1]!);
      row = joined;
    }
    return row[0]!;
  }

  #both(a: Node, b: Node): Node {
    const joined = this.#diagrams.replace(a, NEXT, b);
    if (this.#diagrams.replace(b, NEXT, a) !== joined) this.ambiguous = true;
    return joined;
  }
}

function runsOf(rows: readonly Row[], depth: number): readonly Run[] {
  const runs: Run[] = [];
  for (const row of rows) {
    const { set } = row.sides[depth]!;
    for (let i = 0; i < set.length; i += 2) runs.push({ start: set[i]!, end: set[i + 1]!, rows: [row] });
  }
  runs.sort((a, b) => compare(a.start, b.start) || compare(a.end, b.end));
  const distinct: Run[] = [];
  for (const run of runs) {
    const last = distinct[distinct.length - 1];
    if (last && last.start === run.start && last.end === run.end) last.rows.push(run.rows[0]!);
    else distinct.push(run);
  }
  return distinct;
}

function compare(a: Point, b: Point): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Ascending runs, dealt out so that none overlaps another of its layer. Mostly there is one layer. */
function layersOf(runs: readonly Run[]): readonly (readonly Run[])[] {
  const layers: Run[][] = [];
  for (const run of runs) {
    const tried = layers.slice(-LAYERS_TRIED);
    const fitting = tried.find((layer) => layer[layer.length - 1]!.end <= run.start);
    if (fitting) fitting.push(run);
    else layers.push([run]);
  }
  return layers;
}
