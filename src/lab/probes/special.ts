import type { Point } from '../../address/intervals.js';
import { pointKey } from '../../address/point-key.js';
import { TCP, UDP } from '../../traffic/protocols.js';
import { EVERYBODY } from '../model.js';
import { anyAddress, anyHost, anyPeer, cellsOf, randomPort } from './anybody.js';
import { canMeet, holdsPeer, somePeer } from './peers.js';
import { between, pick } from './random.js';
import { type Candidate, probe, type Side } from './side.js';

/** What stands at no edge of a rule: strangers, further addresses of the interface, errors, and packets that belong to no flow. */
export function* specialProbes<P extends Point>(side: Side<P>): Generator<Candidate> {
  yield* strangerProbes(side);
  yield* ownAddressProbes(side);
  yield* invalidProbe(side);
  yield* unreachableProbe(side);
  yield* replyProbe(side);
  yield* manyProbes(side);
}

const TRIES = 16;

/** Somebody outside and a host of the laboratory, if there are any that no rule names. */
function* strangerProbes<P extends Point>(side: Side<P>): Generator<Candidate> {
  const { port } = allowedPort(side, TCP);
  for (const choose of [anyAddress<P>, anyHost<P>]) {
    const address = strangerAmong(side, choose);
    if (address === undefined) continue;
    const purpose = () => `an address that no ${side.direction} rule of '${side.host}' names`;
    yield* probe(side, address, { kind: 'tcp', port }, purpose);
  }
}

function strangerAmong<P extends Point>(
  side: Side<P>,
  choose: (side: Side<P>) => P | undefined,
): P | undefined {
  for (let tries = 0; tries < TRIES; tries++) {
    const address = choose(side);
    if (address !== undefined && canMeet(side, address) && !isPeer(side, address)) return address;
  }
  return undefined;
}

function isPeer<P extends Point>({ protocols }: Side<P>, address: P): boolean {
  return protocols.some(({ cells }) => cells.some(({ set }) => holdsPeer(set, address)));
}

/** The first address is in all other probes. */
function* ownAddressProbes<P extends Point>(side: Side<P>): Generator<Candidate> {
  for (const self of side.own.slice(1)) {
    const { port, peer } = allowedPort(side, TCP);
    const purpose = () => `${self.address}, one more address of '${side.host}'`;
    if (peer !== undefined) yield* probe(side, peer, { kind: 'tcp', port }, purpose, self);
  }
}

function* invalidProbe<P extends Point>(side: Side<P>): Generator<Candidate> {
  const { peer, port } = allowedPort(side, TCP);
  if (peer === undefined) return;
  const purpose = () => 'a packet that begins no flow and belongs to none';
  yield* probe(side, peer, { kind: 'invalid', port }, purpose);
}

interface Allowed<P extends Point> {
  readonly port: number;
  readonly peer: P | undefined;
}

/** A port that a rule opens and someone it is open for; without such a rule, any. */
function allowedPort<P extends Point>(side: Side<P>, protocol: number): Allowed<P> {
  const cell = pick(side.random, cellsOf(side.protocols, protocol));
  const port = cell
    ? between(side.random, Math.max(1, cell.first), Math.max(1, cell.last))
    : randomPort(side.random);
  return { port, peer: (cell && somePeer(side, cell.set)) ?? anyPeer(side) };
}

/** The error comes back as a packet of its own, which belongs to the flow (fact 18). */
function* unreachableProbe<P extends Point>(side: Side<P>): Generator<Candidate> {
  const { peer, port } = allowedPort(side, UDP);
  if (peer === undefined) return;
  const purpose = () => `the error that comes back when nobody listens at port ${port}`;
  yield* probe(side, peer, { kind: 'unreachable', port }, purpose);
}

/** Multicast and broadcast from outside, to a port that a rule opens and the one behind it. */
function* manyProbes<P extends Point>(side: Side<P>): Generator<Candidate> {
  if (side.direction === 'egress') return;
  const { peer, port } = allowedPort(side, UDP);
  if (peer === undefined || side.places.byAddress.has(pointKey(peer))) return;
  for (const address of Object.values(EVERYBODY[side.space.family])) {
    const purpose = () => `multicast and broadcast to '${side.host}'`;
    const self = { ...side.own[0]!, address };
    for (const one of [port, (port % 65_535) + 1])
      yield* probe(side, peer, { kind: 'many', port: one }, purpose, self);
  }
}

/** Replies to requests for information, which no kernel sends (ICMP), and about a node (ICMPv6). */
const replies = { ipv4: 16, ipv6: 140 } as const;

function* replyProbe<P extends Point>(side: Side<P>): Generator<Candidate> {
  const peer = anyPeer(side);
  if (peer === undefined) return;
  const type = replies[side.space.family];
  const purpose = () => `a reply that nobody asked for, ICMP type ${type}`;
  yield* probe(side, peer, { kind: 'icmp', type, code: 0 }, purpose);
}
