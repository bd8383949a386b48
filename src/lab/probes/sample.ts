import type { Point } from '../../address/intervals.js';
import { TCP, UDP } from '../../traffic/protocols.js';
import type { ProbeTraffic } from '../model.js';
import { requestTypes } from '../wanted/tracking.js';
import { anyAddress, anyHost, anyPeer, cellsOf, randomPort } from './anybody.js';
import { icmpTraffic } from './loads.js';
import { type Candidate, type ProbedRules, probe } from './probed-rules.js';
import { between, pick } from './random.js';
import { portlessProtocols } from './sendable.js';

/** Without end: any protocol, port and peer, more often such as rules and hosts have. */
export function* sampleProbes<P extends Point>(probed: ProbedRules<P>): Generator<Candidate | undefined> {
  for (;;) {
    const address = somebody(probed);
    const traffic = anyTraffic(probed);
    // An address that is its own gives nothing; whoever asks must be able to stop.
    yield address === undefined
      ? undefined
      : probe(probed, address, traffic, () => 'chosen at random').next().value;
  }
}

function somebody<P extends Point>(probed: ProbedRules<P>): P | undefined {
  const chance = probed.random.next();
  if (chance < 0.3) return anyHost(probed);
  return chance < 0.75 ? anyPeer(probed) : anyAddress(probed);
}

function anyTraffic<P extends Point>(probed: ProbedRules<P>): ProbeTraffic {
  const { random, space } = probed;
  const chance = random.next();
  if (chance < 0.5) return { kind: 'tcp', port: anyPort(probed, TCP) };
  if (chance < 0.8) return { kind: 'udp', port: anyPort(probed, UDP) };
  if (chance < 0.9) return { kind: 'protocol', protocol: pick(random, portlessProtocols[space.family])! };
  return icmpTraffic(
    space.family,
    pick(random, requestTypes[space.family])!,
    chance < 0.95 ? 0 : between(random, 0, 255),
  );
}

function anyPort<P extends Point>(probed: ProbedRules<P>, protocol: number): number {
  const { random } = probed;
  const cell = pick(random, cellsOf(probed.protocols, protocol));
  if (!cell || random.next() < 0.4) return randomPort(random);
  const port = between(random, cell.first - 1, cell.last + 1);
  return Math.min(65_535, Math.max(1, port));
}
