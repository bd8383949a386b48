import type { Point } from '../../address/intervals.js';
import { absentProbes } from './absent.js';
import type { Divided } from './anybody.js';
import { type Entry, entryProbes } from './entry.js';
import { inTurn } from './in-turn.js';
import { longSetProbes } from './long-sets.js';
import { neighbourProbes } from './neighbours.js';
import { otherPeersProbes } from './other-peers.js';
import { some } from './random.js';
import { sampleProbes } from './sample.js';
import { serviceProbes } from './services.js';
import type { Candidate, Side } from './side.js';
import { specialProbes } from './special.js';

/** All that can be tried of one direction and family of an interface. */
export interface Way {
  /** Where its probes stand among those of the run. */
  readonly place: number;
  readonly corners: () => Iterable<Candidate>;
  /** Without end; nothing where a choice was no probe. */
  readonly sample: () => Iterable<Candidate | undefined>;
}

export function wayOf<P extends Point>(side: Side<P>, otherFamily: readonly Divided[], place: number): Way {
  return {
    place,
    corners: () => cornersOf(side, otherFamily),
    sample: () => sampleProbes(side),
  };
}

/** Of an interface whose rules have more entries in a family, so many are tried. */
const ENTRIES = 256;

function cornersOf<P extends Point>(side: Side<P>, otherFamily: readonly Divided[]): Iterable<Candidate> {
  const entries = side.protocols.flatMap(({ first, last, cells }) =>
    cells.map((cell): Entry<P> => ({ protocols: [first, last], cell })),
  );
  return inTurn([
    ...some(side.random, entries, ENTRIES).map((entry) => entryProbes(side, entry)),
    absentProbes(side, otherFamily),
    neighbourProbes(side),
    longSetProbes(side, entries),
    otherPeersProbes(side, entries),
    specialProbes(side),
    serviceProbes(side),
  ]);
}
