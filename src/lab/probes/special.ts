import type { Point } from '../../address/intervals.js';
import { pointKey } from '../../address/point-key.js';
import { TCP, UDP } from '../../traffic/protocols.js';
import { EVERYBODY } from '../model.js';
import { anyAddress, anyHost, anyPeer, cellsOf, randomPort } from './anybody.js';
import { canMeet, holdsPeer, somePeer } from './peer-corners.js';
import { type Candidate, type ProbedRules, probe } from './probed-rules.js';
import { between, pick } from './random.js';

/** What stands at no edge of a rule: strangers, further addresses of the interface, errors, and packets that belong to no flow. */
export function* specialProbes<P extends Point>(probed: ProbedRules<P>): Generator<Candidate> {
  yield* strangerProbes(probed);
  yield* ownAddressProbes(probed);
  yield* invalidProbe(probed);
  yield* unreachableProbe(probed);
  yield* replyProbe(probed);
  yield* manyProbes(probed);
}

const TRIES = 16;

/** Somebody outside and a host of the laboratory, if there are any that no rule names. */
function* strangerProbes<P extends Point>(probed: ProbedRules<P>): Generator<Candidate> {
  const { port } = allowedPort(probed, TCP);
  for (const choose of [anyAddress<P>, anyHost<P>]) {
    const address = strangerAmong(probed, choose);
    if (address === undefined) continue;
    const purpose = () => `an address that no ${probed.direction} rule of '${probed.host}' names`;
    yield* probe(probed, address, { kind: 'tcp', port }, purpose);
  }
}

function strangerAmong<P extends Point>(
  probed: ProbedRules<P>,
  choose: (probed: ProbedRules<P>) => P | undefined,
): P | undefined {
  for (let tries = 0; tries < TRIES; tries++) {
    const address = choose(probed);
    if (address !== undefined && canMeet(probed, address) && !isPeer(probed, address)) return address;
  }
  return undefined;
}

function isPeer<P extends Point>({ protocols }: ProbedRules<P>, address: P): boolean {
  return protocols.some(({ cells }) => cells.some(({ set }) => holdsPeer(set, address)));
}

/** The first address is in all other probes. */
function* ownAddressProbes<P extends Point>(probed: ProbedRules<P>): Generator<Candidate> {
  for (const self of probed.own.slice(1)) {
    const { port, peer } = allowedPort(probed, TCP);
    const purpose = () => `${self.address}, one more address of '${probed.host}'`;
    if (peer !== undefined) yield* probe(probed, peer, { kind: 'tcp', port }, purpose, self);
  }
}

function* invalidProbe<P extends Point>(probed: ProbedRules<P>): Generator<Candidate> {
  const { peer, port } = allowedPort(probed, TCP);
  if (peer === undefined) return;
  const purpose = () => 'a packet that begins no flow and belongs to none';
  yield* probe(probed, peer, { kind: 'invalid', port }, purpose);
}

interface Allowed<P extends Point> {
  readonly port: number;
  readonly peer: P | undefined;
}

/** A port that a rule opens and someone it is open for; without such a rule, any. */
function allowedPort<P extends Point>(probed: ProbedRules<P>, protocol: number): Allowed<P> {
  const cell = pick(probed.random, cellsOf(probed.protocols, protocol));
  const port = cell
    ? between(probed.random, Math.max(1, cell.first), Math.max(1, cell.last))
    : randomPort(probed.random);
  return { port, peer: (cell && somePeer(probed, cell.set)) ?? anyPeer(probed) };
}

/** The error comes back as a packet of its own, which belongs to the flow (fact 18). */
function* unreachableProbe<P extends Point>(probed: ProbedRules<P>): Generator<Candidate> {
  const { peer, port } = allowedPort(probed, UDP);
  if (peer === undefined) return;
  const purpose = () => `the error that comes back when nobody listens at port ${port}`;
  yield* probe(probed, peer, { kind: 'unreachable', port }, purpose);
}

/** Multicast and broadcast from outside, to a port that a rule opens and the one behind it. */
function* manyProbes<P extends Point>(probed: ProbedRules<P>): Generator<Candidate> {
  if (probed.direction === 'egress') return;
  const { peer, port } = allowedPort(probed, UDP);
  if (peer === undefined || probed.places.byAddress.has(pointKey(peer))) return;
  for (const address of Object.values(EVERYBODY[probed.space.family])) {
    const purpose = () => `multicast and broadcast to '${probed.host}'`;
    const self = { ...probed.own[0]!, address };
    for (const one of [port, (port % 65_535) + 1])
      yield* probe(probed, peer, { kind: 'many', port: one }, purpose, self);
  }
}

/** Replies to requests for information, which no kernel sends (ICMP), and about a node (ICMPv6). */
const replies = { ipv4: 16, ipv6: 140 } as const;

function* replyProbe<P extends Point>(probed: ProbedRules<P>): Generator<Candidate> {
  const peer = anyPeer(probed);
  if (peer === undefined) return;
  const type = replies[probed.space.family];
  const purpose = () => `a reply that nobody asked for, ICMP type ${type}`;
  yield* probe(probed, peer, { kind: 'icmp', type, code: 0 }, purpose);
}
