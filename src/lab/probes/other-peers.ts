import type { Point } from '../../address/intervals.js';
import type { PeerSet } from '../../ruleset/peer-set.js';
import type { Entry } from './entry.js';
import { inTurn } from './in-turn.js';
import { loadsOf } from './loads.js';
import { holdsPeer, somePeer } from './peers.js';
import { pick, some } from './random.js';
import { type Candidate, probe, type Side } from './side.js';

/** So many entries of a family are tried by so many whom other entries name. */
const [ENTRIES, OTHERS] = [64, 6];

/** Whoever is a peer of one entry, of this interface or another of the host, is none of the next for that. */
export function otherPeersProbes<P extends Point>(
  side: Side<P>,
  entries: readonly Entry<P>[],
): Iterable<Candidate> {
  return inTurn(some(side.random, entries, ENTRIES).map((entry) => probesOfOthers(side, entry)));
}

function* probesOfOthers<P extends Point>(
  side: Side<P>,
  { protocols, cell: { first, last, set } }: Entry<P>,
): Generator<Candidate> {
  const { random, space, host, sets } = side;
  const loads = loadsOf(space.family, { protocols, first, last }).filter(({ inside }) => inside);
  for (const other of some<PeerSet<P>>(
    random,
    sets.filter((one) => one !== set),
    OTHERS,
  )) {
    const address = somePeer(side, other);
    const load = pick(random, loads);
    if (address === undefined || !load || holdsPeer(set, address)) continue;
    yield* probe(side, address, load.traffic, () => `a peer of other rules of '${host}'`);
  }
}
