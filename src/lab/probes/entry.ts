import type { Point } from '../../address/intervals.js';
import type { CanonicalCell } from '../../ruleset/model.js';
import { inTurn } from './in-turn.js';
import { type Cells, type Load, loadsOf } from './loads.js';
import { canMeet, holdsPeer, peerCorners, somePeer } from './peer-corners.js';
import type { Place } from './places.js';
import { type Candidate, type ProbedRules, probe } from './probed-rules.js';
import { between, pick, shuffle } from './random.js';
import { rulesFor } from './words.js';

/** An entry of a ruleset: cells, and the peers that may use them. */
export interface Entry<P extends Point> {
  readonly protocols: readonly [first: number, last: number];
  readonly cell: CanonicalCell<P>;
}

interface Trial<P extends Point> {
  readonly probed: ProbedRules<P>;
  readonly set: CanonicalCell<P>['set'];
  readonly loads: readonly Load[];
  /** The rules behind the entry, for a peer of it. */
  readonly rules: (peer: P) => string;
}

/** A corner that is tried if there is room for it. */
interface Corner<P extends Point> {
  readonly address: P;
  readonly load: Load;
  /** Whether the entry lets it through. */
  readonly inside: boolean;
  readonly purpose: () => string;
}

/**
 * Each edge of an entry's traffic with some peer, each edge of its peers with some of its traffic, and hosts among its peers. As
 * many of the first ones are let through by the entry as are not.
 */
export function* entryProbes<P extends Point>(
  probed: ProbedRules<P>,
  { protocols, cell }: Entry<P>,
): Generator<Candidate> {
  const cells: Cells = { protocols, first: cell.first, last: cell.last };
  const loads = loadsOf(probed.space.family, cells);
  if (loads.length === 0) return;
  const trial: Trial<P> = {
    probed,
    set: cell.set,
    loads,
    rules: (peer) => rulesFor(probed, cells, cell.set, peer),
  };
  const corners = shuffle(probed.random, [
    ...loadCorners(trial),
    ...peerCornersOf(trial),
    ...hostCorners(trial),
  ]);
  const allowed = corners.filter(({ inside }) => inside);
  const refused = corners.filter(({ inside }) => !inside);
  for (const { address, load, purpose } of inTurn<Corner<P>>(shuffle(probed.random, [allowed, refused])))
    yield* probe(probed, address, load.traffic, purpose);
}

function loadCorners<P extends Point>({ probed, set, loads, rules }: Trial<P>): readonly Corner<P>[] {
  return loads.flatMap((load): readonly Corner<P>[] => {
    const address = somePeer(probed, set);
    if (address === undefined) return [];
    return [{ address, load, inside: load.inside, purpose: () => `${load.words} of ${rules(address)}` }];
  });
}

function peerCornersOf<P extends Point>({ probed, set, loads, rules }: Trial<P>): readonly Corner<P>[] {
  const corners = peerCorners(probed, set);
  const within = corners.find(({ inside }) => inside);
  const loadsInside = loads.filter(({ inside }) => inside);
  if (!within || loadsInside.length === 0) return [];
  return corners.map(({ address, words, inside }) => {
    const named = inside ? address : within.address;
    const purpose = () => `${words} of ${rules(named)}`;
    return { address, load: pick(probed.random, loadsInside)!, inside, purpose };
  });
}

/** How many hosts of the laboratory are tried for an entry, and how many are looked at to find them. */
const HOSTS = 2;
const LOOKED_AT = 256;

/** Hosts that are peers, with what they may do and with what stands next to it. */
function hostCorners<P extends Point>({ probed, set, loads, rules }: Trial<P>): readonly Corner<P>[] {
  const allowed = loads.filter(({ inside }) => inside);
  const refused = loads.filter(({ inside }) => !inside);
  return hostsAmong(probed, set).flatMap((address) =>
    [pick(probed.random, allowed), pick(probed.random, refused)]
      .filter((load) => load !== undefined)
      .map((load) => {
        const purpose = () => `a host among the peers, ${load.words} of ${rules(address)}`;
        return { address, load, inside: load.inside, purpose };
      }),
  );
}

function hostsAmong<P extends Point>(probed: ProbedRules<P>, set: CanonicalCell<P>['set']): readonly P[] {
  const places = probed.places.ofFamily[probed.space.family] as readonly (Place & { readonly point: P })[];
  const start = between(probed.random, 0, places.length - 1);
  const found: P[] = [];
  for (let at = 0; at < Math.min(places.length, LOOKED_AT) && found.length < HOSTS; at++) {
    const { point } = places[(start + at) % places.length]!;
    if (holdsPeer(set, point) && canMeet(probed, point)) found.push(point);
  }
  return found;
}
