import { boundariesUpTo, type IntervalSet, nothing, type Point } from '../address/intervals.js';
import { type Cluster, joinAlike, Sketches } from './alike.js';
import type { Peers } from './factored.js';
import { interner } from './intern.js';
import { intervalsWithout, type PeerSet, peerSet } from './peer-set.js';

/** A second set is another lookup for every packet, so it must save each entry that looks there this many intervals. */
export const WORTH_SHARING = 32;

/** Sets that have nearly everything in common are joined before sets that have less. */
const LIKENESS = [0.95, 0.8, 0.5, 0];

/**
 * Takes what many different sets have in common out of them, so that a long list is held once and not once for every
 * port that adds an address to it. Gives the peers of each set that is not nobody.
 *
 * Only whole intervals are taken out, and only such as at least two sets have: so the sets together never hold more,
 * however they are spelled, and each is spelled as short as before. It looks at contents alone.
 */
export function sharePeers<P extends Point>(sets: Iterable<PeerSet<P>>): (set: PeerSet<P>) => Peers<P> {
  const intern = interner<P>();
  const distinct = [...new Set(Array.from(sets, intern))];
  const peers = new Map<PeerSet<P>, Peers<P>>();
  for (const { common, members } of clustersOf(distinct)) {
    const worthy = worthSharing(common, members);
    if (!worthy) continue;
    const shared = intern(worthy.shared);
    for (const all of worthy.users) {
      peers.set(all, { all, own: intern(intervalsWithout(all, shared)).set, shared: shared.set });
    }
    peers.set(shared, { all: shared, own: nothing, shared: shared.set });
  }
  for (const all of distinct) if (!peers.has(all)) peers.set(all, { all, own: all.set, shared: nothing });
  return (set) => peers.get(intern(set))!;
}

/** Sets with much in common, the widest first. */
function clustersOf<P extends Point>(sets: readonly PeerSet<P>[]): readonly Cluster<P>[] {
  const long = sets.filter(({ count }) => count >= WORTH_SHARING).sort(byContents);
  if (long.length < 2) return [];
  let clusters: readonly Cluster<P>[] = long.map((set) => ({ common: set, members: [set] }));
  const sketches = new Sketches();
  for (const likeness of LIKENESS) clusters = joinAlike(clusters, likeness, WORTH_SHARING, sketches);
  return clusters.filter(({ members }) => members.length > 1);
}

function byContents<P extends Point>(a: PeerSet<P>, b: PeerSet<P>): number {
  return b.count - a.count || a.hash - b.hash || byBoundaries(a.set, b.set);
}

function byBoundaries<P extends Point>(a: IntervalSet<P>, b: IntervalSet<P>): number {
  const at = a.findIndex((boundary, i) => boundary !== b[i]);
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
}

interface Shared<P extends Point> {
  readonly shared: PeerSet<P>;
  readonly users: readonly PeerSet<P>[];
}

/** What to share of all that some sets have in common, and with whom; nothing, if it is not worth a lookup. */
function worthSharing<P extends Point>(
  common: PeerSet<P>,
  members: readonly PeerSet<P>[],
): Shared<P> | undefined {
  const users = members.filter((set) => set.count - intervalsWithout(set, common).count >= WORTH_SHARING);
  if (users.length < 2) return undefined;
  const shared = intervalsWithout(common, usedOnce(common, users));
  if (users.length === members.length && shared.count === common.count) return { shared, users };
  return worthSharing(shared, users);
}

/** The intervals of `common` that fewer than two of the sets have as they are. */
function usedOnce<P extends Point>(common: PeerSet<P>, users: readonly PeerSet<P>[]): PeerSet<P> {
  const all = common.set;
  // How many sets lack an interval, at the place of its start.
  const missing = new Uint32Array(all.length);
  for (const set of users) {
    const { set: lacking } = intervalsWithout(common, set);
    for (let i = 0; i < lacking.length; i += 2) missing[boundariesUpTo(all, lacking[i]!) - 1]!++;
  }
  return peerSet(all.filter((_, i) => users.length - missing[i - (i % 2)]! < 2));
}
