import { type IntervalSet, intervalsOf, type Point } from '../../address/intervals.js';
import { formatPrefix, isEverything, prefixesOf, type Space } from '../../address/space.js';
import type { Match, Side } from './program.js';

/** What is to be matched: a set of addresses, and where it is used, to name it and to say why it is there. */
export interface PeerUse<P extends Point> {
  readonly space: Space<P>;
  /** Never empty: no list of matches means nobody. */
  readonly peers: IntervalSet<P>;
  readonly side: Side;
  readonly place: string;
  readonly comment: string;
}

/** Peers of single ports, which no two of the ports have in common. */
export interface PortsUse<P extends Point> {
  readonly space: Space<P>;
  readonly side: Side;
  readonly place: string;
  readonly ports: readonly PeersOfPort<P>[];
}

export interface PeersOfPort<P extends Point> {
  /** `tcp:80`. */
  readonly port: string;
  /** Never empty. */
  readonly peers: IntervalSet<P>;
  readonly comment: string;
}

/** What stands for the peers of several ports; absent where no set can hold both. */
export type PortsMatches = <P extends Point>(use: PortsUse<P>) => readonly (readonly Match[])[];

/**
 * The alternatives of which a packet must satisfy one, each a list of matches that must all hold. Everyone is a single
 * alternative without any match.
 */
export type PeerMatches = <P extends Point>(use: PeerUse<P>) => readonly (readonly Match[])[];

/** One alternative for each of the fewest prefixes; `many` says what stands for several of them. */
export function peerMatches(many?: PeerMatches): PeerMatches {
  const prefixes = prefixMatches();
  return (use) => {
    if (use.peers.length === 0) throw new Error(`${use.place}: an entry lost its peers`);
    if (isEverything(use.space, use.peers)) return [[]];
    return many === undefined || isOnePrefix(use.space, use.peers) ? prefixes(use) : many(use);
  };
}

function isOnePrefix<P extends Point>(space: Space<P>, peers: IntervalSet<P>): boolean {
  if (peers.length > 2) return false;
  const [interval] = intervalsOf(peers);
  return space.lengthOf(interval!) !== undefined;
}

type Alternatives = readonly (readonly Match[])[];

/** Many ports may have the same long list of peers: it is spelled out once for each side. */
function prefixMatches(): PeerMatches {
  const spelled = {
    source: new Map<IntervalSet<Point>, Alternatives>(),
    destination: new Map<IntervalSet<Point>, Alternatives>(),
  };
  return ({ space, peers, side }) => {
    const alternatives = spelled[side].get(peers) ?? spellOut(space, peers, side);
    spelled[side].set(peers, alternatives);
    return alternatives;
  };
}

function spellOut<P extends Point>(space: Space<P>, peers: IntervalSet<P>, side: Side): Alternatives {
  return prefixesOf(space, peers).map((prefix) => [
    { kind: 'address', side, prefix: formatPrefix(space, prefix) },
  ]);
}
