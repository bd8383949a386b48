import { intervalsOf, type Point } from '../address/intervals.js';
import { type Block, hashPoint, mix } from './block.js';
import { commonPeersOf, type PeerSet } from './peer-set.js';

/** Sets, and what all of them have in common. */
export interface Cluster<P extends Point> {
  readonly common: PeerSet<P>;
  readonly members: readonly PeerSet<P>[];
}

/** How many numbers stand for a set. */
const SKETCH = 4;

/** So many clusters are tried before another stands alone. */
const TRIED = 8;

/**
 * Joins clusters that have at least so large a share in common, wherever holding that once saves `worth` intervals.
 *
 * Each set is known by the least hash of its intervals, under several hashes in turn: sets that have most in common have
 * most of these numbers in common too, so nobody is compared with all others.
 */
export function joinAlike<P extends Point>(
  clusters: readonly Cluster<P>[],
  likeness: number,
  worth: number,
  sketches: Sketches,
): readonly Cluster<P>[] {
  let joined = clusters;
  for (let hash = 0; hash < SKETCH; hash++) {
    const alike = new Map<number, Joining<P>[]>();
    for (const cluster of joined) {
      const key = sketches.of(cluster.common)[hash]!;
      const some = alike.get(key) ?? [];
      alike.set(key, some);
      if (!joinBest(some, cluster, likeness, worth)) some.push({ ...cluster, members: [...cluster.members] });
    }
    joined = [...alike.values()].flat();
  }
  return joined;
}

interface Joining<P extends Point> {
  common: PeerSet<P>;
  readonly members: PeerSet<P>[];
}

function joinBest<P extends Point>(
  clusters: readonly Joining<P>[],
  newcomer: Cluster<P>,
  likeness: number,
  worth: number,
): boolean {
  let best: { readonly cluster: Joining<P>; readonly common: PeerSet<P>; readonly saved: number } | undefined;
  for (const cluster of clusters.slice(-TRIED)) {
    const common = commonPeersOf(cluster.common, newcomer.common);
    if (common.count < likeness * Math.max(cluster.common.count, newcomer.common.count)) continue;
    const saved = savedBy(cluster, newcomer, common.count);
    if (saved >= worth && saved > (best?.saved ?? 0)) best = { cluster, common, saved };
  }
  if (!best) return false;
  best.cluster.common = best.common;
  for (const set of newcomer.members) best.cluster.members.push(set);
  return true;
}

/** One list less is held, but what it does not have in common is held by each of its members. */
function savedBy<P extends Point>(a: Cluster<P>, b: Cluster<P>, common: number): number {
  const lost = [a, b].reduce((sum, one) => sum + one.members.length * (one.common.count - common), 0);
  return a.common.count + b.common.count - common - lost;
}

/** The numbers that stand for sets. Sets share their blocks, so each of those is looked at once. */
export class Sketches {
  readonly #known = new Map<Block<Point>, readonly number[]>();

  /** For each hash the least of all intervals. */
  of<P extends Point>({ blocks }: PeerSet<P>): readonly number[] {
    const sketches = blocks.map((block) => this.#ofBlock(block as Block<Point>));
    return Array.from({ length: SKETCH }, (_, hash) =>
      sketches.reduce((least, sketch) => Math.min(least, sketch[hash]!), Number.POSITIVE_INFINITY),
    );
  }

  #ofBlock(block: Block<Point>): readonly number[] {
    const sketch = this.#known.get(block) ?? leastHashes(block);
    this.#known.set(block, sketch);
    return sketch;
  }
}

function leastHashes<P extends Point>({ set }: Block<P>): readonly number[] {
  const least = new Array<number>(SKETCH).fill(Number.POSITIVE_INFINITY);
  for (const { start, end } of intervalsOf(set)) {
    const interval = mix(hashPoint(start), hashPoint(end));
    for (let hash = 0; hash < SKETCH; hash++) least[hash] = Math.min(least[hash]!, mix(interval, hash + 1));
  }
  return least;
}
