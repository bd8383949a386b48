import type { Point } from '../../address/intervals.js';
import { TCP, UDP } from '../../traffic/protocols.js';
import type { ProbeTraffic } from '../model.js';
import { anyAddress, anyPeer, cellsOf, randomPort } from './absent.js';
import { canMeet, holdsPeer, somePeer } from './peers.js';
import { between, pick } from './random.js';
import { type Candidate, probe, type Side } from './side.js';

/** What stands at no edge of a rule: strangers, further addresses of the interface, and packets that belong to no flow or to another's. */
export function* specialProbes<P extends Point>(side: Side<P>): Generator<Candidate> {
  yield* strangerProbe(side);
  yield* ownAddressProbes(side);
  yield* invalidProbe(side);
  yield* unreachableProbe(side);
  yield* replyProbe(side);
}

const TRIES = 16;

function* strangerProbe<P extends Point>(side: Side<P>): Generator<Candidate> {
  const { traffic } = allowedPort(side, TCP);
  for (let tries = 0; tries < TRIES; tries++) {
    const address = anyAddress(side);
    if (address === undefined || !canMeet(side, address) || isPeer(side, address)) continue;
    yield* probe(
      side,
      address,
      traffic,
      () => `an address that no ${side.direction} rule of '${side.host}' names`,
    );
    return;
  }
}

function isPeer<P extends Point>({ protocols }: Side<P>, address: P): boolean {
  return protocols.some(({ cells }) => cells.some(({ set }) => holdsPeer(set, address)));
}

/** The first address is in all other probes. */
function* ownAddressProbes<P extends Point>(side: Side<P>): Generator<Candidate> {
  for (const self of side.own.slice(1)) {
    const { traffic, peer } = allowedPort(side, TCP);
    if (peer !== undefined)
      yield* probe(side, peer, traffic, () => `${self.address}, one more address of '${side.host}'`, self);
  }
}

function* invalidProbe<P extends Point>(side: Side<P>): Generator<Candidate> {
  const { peer, port } = allowedPort(side, TCP);
  if (peer === undefined) return;
  yield* probe(
    side,
    peer,
    { kind: 'invalid', port },
    () => 'a packet that belongs to no flow and begins none',
  );
}

interface Allowed<P extends Point> {
  readonly port: number;
  readonly traffic: ProbeTraffic;
  readonly peer: P | undefined;
}

/** A port that a rule opens and someone it is open for; without such a rule, any. */
function allowedPort<P extends Point>(side: Side<P>, protocol: number): Allowed<P> {
  const cell = pick(side.random, cellsOf(side.protocols, protocol));
  const port = cell
    ? between(side.random, Math.max(1, cell.first), Math.max(1, cell.last))
    : randomPort(side.random);
  return { port, traffic: { kind: 'tcp', port }, peer: (cell && somePeer(side, cell.set)) ?? anyPeer(side) };
}

/** The error comes back as a packet of its own, which belongs to the flow (fact 18). */
function* unreachableProbe<P extends Point>(side: Side<P>): Generator<Candidate> {
  const { peer, port } = allowedPort(side, UDP);
  if (peer === undefined) return;
  const purpose = () => `the error that comes back when nobody listens at port ${port}`;
  yield* probe(side, peer, { kind: 'unreachable', port }, purpose);
}

/** Replies to requests for information, which no kernel sends (ICMP), and about a node (ICMPv6). */
const replies = { ipv4: 16, ipv6: 140 } as const;

function* replyProbe<P extends Point>(side: Side<P>): Generator<Candidate> {
  const peer = anyPeer(side);
  if (peer === undefined) return;
  const type = replies[side.space.family];
  yield* probe(
    side,
    peer,
    { kind: 'icmp', type, code: 0 },
    () => `a reply, ICMP type ${type}, that nobody asked for`,
  );
}
