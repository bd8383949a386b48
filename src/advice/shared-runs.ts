import { type IntervalSet, intersect, isEmpty, type Point } from '../address/intervals.js';
import type { CellRuleset } from '../ruleset/model.js';

/**
 * The longest runs of adjacent cells that have a peer in common: every run of cells that one peer may use stands in one
 * of them, and each of them is some peer's.
 *
 * A window slides over the cells. What it has in common is kept in two parts, the cells behind `middle` going forwards and
 * those before it going backwards, so that each cell is intersected a constant number of times.
 */
export function sharedRuns<P extends Point>(cells: readonly CellRuleset<P>[]): readonly CellRuleset<P>[] {
  const runs: CellRuleset<P>[] = [];
  let window = startAt(cells, 0);
  for (let next = 1; next < cells.length; next++) {
    const grown = isAdjacent(cells, next) ? grow(window, cells[next]!.peers) : undefined;
    if (grown && !isEmpty(commonOf(grown))) {
      window = grown;
      continue;
    }
    runs.push(runOf(cells, window, next - 1));
    window = grown ? shrink(cells, grown, next) : startAt(cells, next);
  }
  if (cells.length > 0) runs.push(runOf(cells, window, cells.length - 1));
  return runs;
}

interface Window<P extends Point> {
  readonly start: number;
  /** For each cell from `start` to the middle, what it and the cells behind it up to the middle have in common. */
  readonly before: ReadonlyMap<number, IntervalSet<P>>;
  /** What the cells behind the middle have in common; absent when there is none. */
  readonly behind: IntervalSet<P> | undefined;
}

function startAt<P extends Point>(cells: readonly CellRuleset<P>[], start: number): Window<P> {
  return { start, before: new Map(), behind: cells[start]?.peers };
}

function isAdjacent(cells: readonly CellRuleset<Point>[], i: number): boolean {
  return cells[i - 1]!.last + 1 === cells[i]!.first;
}

function grow<P extends Point>(window: Window<P>, peers: IntervalSet<P>): Window<P> {
  return { ...window, behind: window.behind ? intersect(window.behind, peers) : peers };
}

function commonOf<P extends Point>({ start, before, behind }: Window<P>): IntervalSet<P> {
  const first = before.get(start);
  return first && behind ? intersect(first, behind) : (first ?? behind!);
}

/** Drops cells from the start until the rest, with the cell at `last`, has something in common. */
function shrink<P extends Point>(
  cells: readonly CellRuleset<P>[],
  window: Window<P>,
  last: number,
): Window<P> {
  const { before, behind } = window;
  for (let start = window.start + 1; before.has(start); start++) {
    if (!isEmpty(intersect(before.get(start)!, behind!))) return { start, before, behind };
  }
  return turnOver(cells, last);
}

/** Makes the cell at `middle` the last before the middle, and goes back from there as far as there is a common peer. */
function turnOver<P extends Point>(cells: readonly CellRuleset<P>[], middle: number): Window<P> {
  const before = new Map([[middle, cells[middle]!.peers]]);
  let start = middle;
  while (start > 0 && isAdjacent(cells, start)) {
    const common = intersect(before.get(start)!, cells[start - 1]!.peers);
    if (isEmpty(common)) break;
    before.set(--start, common);
  }
  return { start, before, behind: undefined };
}

function runOf<P extends Point>(
  cells: readonly CellRuleset<P>[],
  window: Window<P>,
  end: number,
): CellRuleset<P> {
  return { first: cells[window.start]!.first, last: cells[end]!.last, peers: commonOf(window) };
}
