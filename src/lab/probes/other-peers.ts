import type { Point } from '../../address/intervals.js';
import type { PeerSet } from '../../ruleset/peer-set.js';
import type { Entry } from './entry.js';
import { inTurn } from './in-turn.js';
import { loadsOf } from './loads.js';
import { holdsPeer, somePeer } from './peer-corners.js';
import { type Candidate, type ProbedRules, probe } from './probed-rules.js';
import { pick, some } from './random.js';

/** So many entries of a family are tried by so many whom other entries name. */
const [ENTRIES, OTHERS] = [64, 6];

/** Whoever is a peer of one entry, of this interface or another of the host, is none of the next for that. */
export function otherPeersProbes<P extends Point>(
  probed: ProbedRules<P>,
  entries: readonly Entry<P>[],
): Iterable<Candidate> {
  return inTurn(some(probed.random, entries, ENTRIES).map((entry) => probesOfOthers(probed, entry)));
}

function* probesOfOthers<P extends Point>(
  probed: ProbedRules<P>,
  { protocols, cell: { first, last, set } }: Entry<P>,
): Generator<Candidate> {
  const { random, space, host, sets } = probed;
  const loads = loadsOf(space.family, { protocols, first, last }).filter(({ inside }) => inside);
  for (const other of some<PeerSet<P>>(
    random,
    sets.filter((one) => one !== set),
    OTHERS,
  )) {
    const address = somePeer(probed, other);
    const load = pick(random, loads);
    if (address === undefined || !load || holdsPeer(set, address)) continue;
    yield* probe(probed, address, load.traffic, () => `a peer of other rules of '${host}'`);
  }
}
