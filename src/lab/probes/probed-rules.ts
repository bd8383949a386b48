import type { Point } from '../../address/intervals.js';
import type { Space } from '../../address/space.js';
import type { Direction } from '../../definition/model.js';
import type { AllowIndex } from '../../ruleset/allow-index.js';
import type { ProtocolRuleset } from '../../ruleset/model.js';
import type { PeerSet } from '../../ruleset/peer-set.js';
import type { Endpoint, Probe, ProbeTraffic } from '../model.js';
import { endpointOf, type Places } from './places.js';
import type { Random } from './random.js';

/** One direction and family of an interface: whom its packets come from or go to, and what its rules say about them. */
export interface ProbedRules<P extends Point> {
  readonly space: Space<P>;
  readonly direction: Direction;
  /** What people call the host. */
  readonly host: string;
  /** The interface's own addresses of the family that can be spoken to. Never empty. */
  readonly own: readonly Endpoint[];
  /** What to say of packets that no rule names. */
  readonly unnamed: string;
  readonly protocols: readonly ProtocolRuleset<P>[];
  readonly allows: AllowIndex;
  /** Each set of peers that an entry of some interface of the host has in this direction and family, once. */
  readonly sets: readonly PeerSet<P>[];
  readonly places: Places;
  readonly random: Random;
}

/** A probe that may be tried. */
export interface Candidate extends Omit<Probe, 'id' | 'purpose'> {
  /** Worked out for those that are tried. */
  readonly purpose: () => string;
}

/** A probe between the interface and a peer; nothing if the two cannot speak with packets that leave a host. */
export function* probe<P extends Point>(
  { space, direction, own, places }: ProbedRules<P>,
  address: P,
  traffic: ProbeTraffic,
  purpose: () => string,
  self: Endpoint = own[0]!,
): Generator<Candidate> {
  const peer = endpointOf(places, space, address);
  if (!peer || peer.host === self.host) return;
  const [from, to] = direction === 'ingress' ? [peer, self] : [self, peer];
  yield { from, to, family: space.family, traffic, purpose };
}
