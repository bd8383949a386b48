import type { Point } from '../../address/intervals.js';
import { absentProbes } from './absent.js';
import type { Divided } from './anybody.js';
import { type Entry, entryProbes } from './entry.js';
import { inTurn } from './in-turn.js';
import { longSetProbes } from './long-sets.js';
import { neighbourProbes } from './neighbours.js';
import { otherPeersProbes } from './other-peers.js';
import type { Candidate, ProbedRules } from './probed-rules.js';
import { some } from './random.js';
import { sampleProbes } from './sample.js';
import { serviceProbes } from './services.js';
import { specialProbes } from './special.js';

/** All that can be tried of one direction and family of an interface. */
export interface Candidates {
  /** Where its probes stand among those of the run. */
  readonly place: number;
  readonly corners: () => Iterable<Candidate>;
  /** Without end; nothing where a choice was no probe. */
  readonly sample: () => Iterable<Candidate | undefined>;
}

export function candidatesOf<P extends Point>(
  probed: ProbedRules<P>,
  otherFamily: readonly Divided[],
  place: number,
): Candidates {
  return {
    place,
    corners: () => cornersOf(probed, otherFamily),
    sample: () => sampleProbes(probed),
  };
}

/** Of an interface whose rules have more entries in a family, so many are tried. */
const ENTRIES = 256;

function cornersOf<P extends Point>(
  probed: ProbedRules<P>,
  otherFamily: readonly Divided[],
): Iterable<Candidate> {
  const entries = probed.protocols.flatMap(({ first, last, cells }) =>
    cells.map((cell): Entry<P> => ({ protocols: [first, last], cell })),
  );
  return inTurn([
    ...some(probed.random, entries, ENTRIES).map((entry) => entryProbes(probed, entry)),
    absentProbes(probed, otherFamily),
    neighbourProbes(probed),
    longSetProbes(probed, entries),
    otherPeersProbes(probed, entries),
    specialProbes(probed),
    serviceProbes(probed),
  ]);
}
