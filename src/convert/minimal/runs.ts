import {
  type IntervalSet,
  intersect,
  isEmpty,
  type Point,
  subtract,
  union,
} from '../../address/intervals.js';
import { prefixesOf, type Space } from '../../address/space.js';

export interface Cells<P extends Point> {
  readonly first: number;
  readonly last: number;
  readonly peers: IntervalSet<P>;
}

/** Sets that are looked at; each takes a few microseconds. */
const LIMIT = 300_000;

/**
 * The same cells, said by the longest runs: each peer is named once for every run of cells that it may use without a gap.
 * `80-84: A, 85-90: A and B, 91-95: B` becomes `80-90: A, 85-95: B`. Nothing where thousands of ranges overlap: what they have
 * in common has to do then.
 */
export function longestRuns<P extends Point>(
  space: Space<P>,
  cells: readonly Cells<P>[],
): readonly Cells<P>[] | undefined {
  const runs: Cells<P>[] = [];
  let open: readonly OpenRun<P>[] = [];
  let last = -1;
  let steps = 0;
  for (const cell of cells) {
    steps += open.length;
    if (steps > LIMIT) return undefined;
    const peers = cell.first === last + 1 ? cell.peers : [];
    open = closeRuns(space, open, peers, last, runs);
    const before = open.reduce<IntervalSet<P>>((all, run) => union(all, run.peers), []);
    const fresh = subtract(cell.peers, before);
    if (!isEmpty(fresh)) open = [...open, { first: cell.first, peers: fresh }];
    last = cell.last;
  }
  closeRuns(space, open, [], last, runs);
  return runs.sort((a, b) => a.first - b.first || a.last - b.last);
}

/** Runs that began at one cell and have not ended. */
interface OpenRun<P extends Point> {
  readonly first: number;
  readonly peers: IntervalSet<P>;
}

/** Ends the runs of those who are not among the peers of the next cell, and gives the others. */
function closeRuns<P extends Point>(
  space: Space<P>,
  open: readonly OpenRun<P>[],
  next: IntervalSet<P>,
  last: number,
  runs: Cells<P>[],
): readonly OpenRun<P>[] {
  const going: OpenRun<P>[] = [];
  let earlier: IntervalSet<P> = [];
  for (const { first, peers } of open) {
    const ended = subtract(peers, next);
    const rest = intersect(peers, next);
    earlier = union(earlier, peers);
    if (!isEmpty(ended)) runs.push({ first, last, peers: fewerPrefixes(space, ended, earlier) });
    if (!isEmpty(rest)) going.push({ first, peers: rest });
  }
  return going;
}

/** Runs that began earlier hold this one's cells too: naming their peers once more may make one prefix of several. */
function fewerPrefixes<P extends Point>(
  space: Space<P>,
  own: IntervalSet<P>,
  withEarlier: IntervalSet<P>,
): IntervalSet<P> {
  const fewer = prefixesOf(space, withEarlier).length < prefixesOf(space, own).length;
  return fewer ? withEarlier : own;
}
