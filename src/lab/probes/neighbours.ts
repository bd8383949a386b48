import type { Point } from '../../address/intervals.js';
import type { CanonicalCell, ProtocolRuleset } from '../../ruleset/model.js';
import { peersWithout } from '../../ruleset/peer-set.js';
import { inTurn } from './in-turn.js';
import { trafficOf } from './loads.js';
import { somePeer } from './peer-corners.js';
import { type Candidate, type ProbedRules, probe } from './probed-rules.js';
import { shuffle, some } from './random.js';
import { rulesFor } from './words.js';

/** So many places of a family are tried where one entry ends and the next begins. */
const PLACES = 256;

/**
 * Where one entry of a protocol begins right behind another, both sides of the border are tried by somebody who is a peer of one of
 * them alone: whoever is a peer of both sees no border.
 */
export function neighbourProbes<P extends Point>(probed: ProbedRules<P>): Iterable<Candidate> {
  const places = probed.protocols.flatMap(({ first, cells }) => bordersOf(first, cells));
  return inTurn(some(probed.random, places, PLACES).map((border) => borderProbes(probed, border)));
}

interface Border<P extends Point> {
  readonly protocol: number;
  readonly below: CanonicalCell<P>;
  readonly above: CanonicalCell<P>;
}

function bordersOf<P extends Point>(
  protocol: number,
  cells: ProtocolRuleset<P>['cells'],
): readonly Border<P>[] {
  return cells.flatMap((above, at) => {
    const below = cells[at - 1];
    return below && below.last + 1 === above.first ? [{ protocol, below, above }] : [];
  });
}

function* borderProbes<P extends Point>(
  probed: ProbedRules<P>,
  { protocol, below, above }: Border<P>,
): Generator<Candidate> {
  const sides = shuffle(probed.random, [
    { own: below, other: above, at: below.last, words: 'last port', beside: 'the port above those' },
    { own: above, other: below, at: above.first, words: 'first port', beside: 'the port below those' },
  ]);
  for (const { own, other, at, words, beside } of sides) {
    const alone = peersWithout(own.set, other.set);
    const peer = alone.count > 0 ? somePeer(probed, alone) : undefined;
    if (peer === undefined) continue;
    const cells = { protocols: [protocol, protocol], first: own.first, last: own.last } as const;
    const rules = () => rulesFor(probed, cells, own.set, peer);
    const across = own === below ? above.first : below.last;
    for (const [cell, which] of [
      [at, words],
      [across, beside],
    ] as const) {
      const traffic = trafficOf(probed.space.family, protocol, cell);
      if (traffic) yield* probe(probed, peer, traffic, () => `${which} of ${rules()}`);
    }
  }
}
