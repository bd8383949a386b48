import type { Point } from '../../address/intervals.js';
import type { CanonicalCell } from '../../ruleset/model.js';
import { inTurn } from './in-turn.js';
import { type Cells, type Load, loadsOf } from './loads.js';
import { canMeet, holdsPeer, type PeerCorner, peerCorners, somePeer } from './peers.js';
import type { Place } from './places.js';
import { between, pick } from './random.js';
import { type Candidate, probe, type Side } from './side.js';
import { rulesFor } from './words.js';

/** An entry of a ruleset: cells, and the peers that may use them. */
export interface Entry<P extends Point> {
  readonly protocols: readonly [first: number, last: number];
  readonly cell: CanonicalCell<P>;
}

interface Trial<P extends Point> {
  readonly side: Side<P>;
  readonly set: CanonicalCell<P>['set'];
  readonly loads: readonly Load[];
  /** The rules behind the entry, for a peer of it. */
  readonly rules: (peer: P) => string;
}

/** Each edge of an entry's traffic with some peer, each edge of its peers with some of its traffic, and hosts among its peers. */
export function* entryProbes<P extends Point>(
  side: Side<P>,
  { protocols, cell }: Entry<P>,
): Generator<Candidate> {
  const cells: Cells = { protocols, first: cell.first, last: cell.last };
  const loads = loadsOf(side.space.family, cells);
  if (loads.length === 0) return;
  const trial: Trial<P> = {
    side,
    set: cell.set,
    loads,
    rules: (peer) => rulesFor(side, cells, cell.set, peer),
  };
  yield* inTurn([loadProbes(trial), peerProbes(trial), hostProbes(trial)]);
}

function* loadProbes<P extends Point>({ side, set, loads, rules }: Trial<P>): Generator<Candidate> {
  for (const { traffic, words } of loads) {
    const peer = somePeer(side, set);
    if (peer === undefined) return;
    yield* probe(side, peer, traffic, () => `${words} of ${rules(peer)}`);
  }
}

function* peerProbes<P extends Point>({ side, set, loads, rules }: Trial<P>): Generator<Candidate> {
  const inside = loads.filter((load) => load.inside);
  const corners = peerCorners(side, set);
  const within = corners.find((corner) => corner.inside);
  if (!within) return;
  for (const { address, words, inside: isPeer } of corners) {
    const load = pick(side.random, inside)!;
    const named = isPeer ? address : within.address;
    yield* probe(side, address, load.traffic, () => `${words} of ${rules(named)}`);
  }
}

/** How many hosts of the laboratory are tried for an entry, and how many are looked at to find them. */
const HOSTS = 2;
const LOOKED_AT = 256;

/** Hosts that are peers, with what they may do and with what stands next to it. */
function* hostProbes<P extends Point>({ side, set, loads, rules }: Trial<P>): Generator<Candidate> {
  const inside = loads.filter((load) => load.inside);
  const beside = loads.filter((load) => !load.inside);
  for (const address of hostsAmong(side, set)) {
    for (const load of [pick(side.random, inside), pick(side.random, beside)]) {
      if (!load) continue;
      const { traffic, words } = load;
      yield* probe(side, address, traffic, () => `a host among the peers, ${words} of ${rules(address)}`);
    }
  }
}

function hostsAmong<P extends Point>(side: Side<P>, set: CanonicalCell<P>['set']): readonly P[] {
  const places = side.places.ofFamily[side.space.family] as readonly (Place & { readonly point: P })[];
  const start = between(side.random, 0, places.length - 1);
  const found: P[] = [];
  for (let at = 0; at < Math.min(places.length, LOOKED_AT) && found.length < HOSTS; at++) {
    const { point } = places[(start + at) % places.length]!;
    if (holdsPeer(set, point) && canMeet(side, point)) found.push(point);
  }
  return found;
}

export type { PeerCorner };
