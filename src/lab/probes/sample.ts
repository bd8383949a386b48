import type { Point } from '../../address/intervals.js';
import { TCP, UDP } from '../../traffic/protocols.js';
import type { ProbeTraffic } from '../model.js';
import { requestTypes } from '../wanted/tracking.js';
import { anyAddress, anyHost, anyPeer, cellsOf, randomPort } from './anybody.js';
import { icmpTraffic } from './loads.js';
import { between, pick } from './random.js';
import { portlessProtocols } from './sendable.js';
import { type Candidate, probe, type Side } from './side.js';

/** Without end: any protocol, port and peer, more often such as rules and hosts have. */
export function* sampleProbes<P extends Point>(side: Side<P>): Generator<Candidate | undefined> {
  for (;;) {
    const address = somebody(side);
    const traffic = anyTraffic(side);
    // An address that is its own gives nothing; whoever asks must be able to stop.
    yield address === undefined
      ? undefined
      : probe(side, address, traffic, () => 'chosen at random').next().value;
  }
}

function somebody<P extends Point>(side: Side<P>): P | undefined {
  const chance = side.random.next();
  if (chance < 0.3) return anyHost(side);
  return chance < 0.75 ? anyPeer(side) : anyAddress(side);
}

function anyTraffic<P extends Point>(side: Side<P>): ProbeTraffic {
  const { random, space } = side;
  const chance = random.next();
  if (chance < 0.5) return { kind: 'tcp', port: anyPort(side, TCP) };
  if (chance < 0.8) return { kind: 'udp', port: anyPort(side, UDP) };
  if (chance < 0.9) return { kind: 'protocol', protocol: pick(random, portlessProtocols[space.family])! };
  return icmpTraffic(
    space.family,
    pick(random, requestTypes[space.family])!,
    chance < 0.95 ? 0 : between(random, 0, 255),
  );
}

function anyPort<P extends Point>(side: Side<P>, protocol: number): number {
  const { random } = side;
  const cell = pick(random, cellsOf(side.protocols, protocol));
  if (!cell || random.next() < 0.4) return randomPort(random);
  const port = between(random, cell.first - 1, cell.last + 1);
  return Math.min(65_535, Math.max(1, port));
}
