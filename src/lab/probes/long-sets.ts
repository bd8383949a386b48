import type { Point } from '../../address/intervals.js';
import { groupBy } from '../../definition/group-by.js';
import type { PeerSet } from '../../ruleset/peer-set.js';
import type { Entry } from './entry.js';
import { inTurn } from './in-turn.js';
import { loadsOf } from './loads.js';
import { cornersOf, intervalAt, isLong } from './peer-corners.js';
import { type Candidate, type ProbedRules, probe } from './probed-rules.js';
import { pick, shuffle, some } from './random.js';
import { rulesFor } from './words.js';

/** Of a set of peers that entries have in common, so many intervals are tried once, beside those that each entry tries. */
const INTERVALS = 16;
/** Of a family's sets, so many. */
const SETS = 64;
/** Of longer sets these are some of so many, lest all be counted through. */
const AMONG = 4096;

/** Intervals of long sets, with one of the entries that such a set belongs to. */
export function longSetProbes<P extends Point>(
  probed: ProbedRules<P>,
  entries: readonly Entry<P>[],
): Iterable<Candidate> {
  const long = entries.filter(({ cell }) => isLong(cell.set));
  const bySet = groupBy(long, ({ cell }) => cell.set);
  const tried = some(probed.random, [...bySet], SETS);
  return inTurn(tried.map(([set, sharing]) => setProbes(probed, set, sharing)));
}

function* setProbes<P extends Point>(
  probed: ProbedRules<P>,
  set: PeerSet<P>,
  sharing: readonly Entry<P>[],
): Generator<Candidate> {
  const { random, space } = probed;
  const step = Math.max(1, Math.floor(set.count / AMONG));
  const indexes = Array.from({ length: Math.floor(set.count / step) }, (_, at) => at * step);
  for (const index of some(random, indexes, INTERVALS)) {
    const corners = shuffle(random, cornersOf(space, set, intervalAt(set, index)));
    const within = corners.find(({ inside }) => inside);
    const { protocols, cell } = pick(random, sharing)!;
    const cells = { protocols, first: cell.first, last: cell.last };
    const load = pick(
      random,
      loadsOf(space.family, cells).filter(({ inside }) => inside),
    );
    if (!load || !within) continue;
    // A set that is not very long is tried at every edge.
    const chosen = set.count <= INTERVALS ? corners : [within, corners.find(({ inside }) => !inside)];
    for (const corner of chosen) {
      if (!corner) continue;
      const purpose = () => `${corner.words} of ${rulesFor(probed, cells, set, within.address)}`;
      yield* probe(probed, corner.address, load.traffic, purpose);
    }
  }
}
