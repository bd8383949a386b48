import type { Point } from '../../address/intervals.js';
import { pointKey } from '../../address/point-key.js';
import { TCP, UDP } from '../../traffic/protocols.js';
import type { ProbeTraffic } from '../model.js';
import { requestTypes } from '../wanted/tracking.js';
import { anyAddress, anyPeer, cellsOf, type Divided, randomPort } from './anybody.js';
import { icmpOf, icmpTraffic } from './loads.js';
import { type Candidate, type ProbedRules, probe } from './probed-rules.js';
import { portlessProtocols } from './sendable.js';

/** Every protocol that no rule of the family names: what the rules forget must stay shut. */
export function* absentProbes<P extends Point>(
  probed: ProbedRules<P>,
  otherFamily: readonly Divided[],
): Generator<Candidate> {
  const { family } = probed.space;
  const loads: readonly ProbeTraffic[] = [
    ...absentPorts(probed, otherFamily, TCP, 'tcp'),
    ...absentPorts(probed, otherFamily, UDP, 'udp'),
    ...requestTypes[family]
      .filter((type) => !allows(probed, icmpOf(family), type * 256, type * 256 + 255))
      .map((type) => icmpTraffic(family, type, 0)),
    ...portlessProtocols[family]
      .filter((protocol) => !allows(probed, protocol, 0, LAST))
      .map((protocol): ProbeTraffic => ({ kind: 'protocol', protocol })),
  ];
  for (const traffic of loads) {
    const address = anyPeer(probed);
    if (address === undefined) continue;
    yield* probe(probed, address, traffic, () => probed.unnamed);
    // What a host does not let out shows nothing of whom it is for.
    const stranger = probed.places.byAddress.has(pointKey(address)) ? anyAddress(probed) : undefined;
    if (stranger !== undefined) yield* probe(probed, stranger, traffic, () => probed.unnamed);
  }
}

const LAST = 65_535;
/** So many of the other family's ports are tried in this one. */
const OTHER_FAMILY = 8;

/** Ports of the other family that this one has not, or any if neither has the protocol. */
function absentPorts<P extends Point>(
  probed: ProbedRules<P>,
  otherFamily: readonly Divided[],
  protocol: number,
  kind: 'tcp' | 'udp',
): readonly ProbeTraffic[] {
  const ports = cellsOf(otherFamily, protocol)
    .slice(0, OTHER_FAMILY)
    .map(({ first }) => Math.max(1, first))
    .filter((port) => !allows(probed, protocol, port, port));
  if (ports.length === 0 && cellsOf(probed.protocols, protocol).length === 0)
    ports.push(randomPort(probed.random));
  return ports.map((port) => ({ kind, port }));
}

function allows<P extends Point>(
  { protocols }: ProbedRules<P>,
  protocol: number,
  from: number,
  to: number,
): boolean {
  return cellsOf(protocols, protocol).some(({ first, last }) => first <= to && from <= last);
}
