import type { Point } from '../../address/intervals.js';
import { type Admitted, admitted } from '../../proof/baseline.js';
import { TCP, UDP } from '../../traffic/protocols.js';
import { type Candidate, type ProbedRules, probe } from './probed-rules.js';
import { before } from './sendable.js';

const everyPart = {
  neighbourDiscovery: true,
  multicastListener: true,
  dhcpv4: true,
  dhcpv6: true,
  cloud: true,
};

/**
 * What hosts admit whatever their groups say, or would if it were switched on, and the ports and addresses beside: as far as sockets can say it,
 * which is the cloud's services.
 */
export function* serviceProbes<P extends Point>(probed: ProbedRules<P>): Generator<Candidate> {
  const path = probed.direction === 'ingress' ? 'input' : 'output';
  for (const one of admitted({ baseline: everyPart, resolvers: [] })) {
    if (one.path !== path || one.family !== probed.space.family) continue;
    const service = serviceOf<P>(one);
    if (!service) continue;
    const { kind, port, address } = service;
    yield* probe(probed, address, { kind, port }, () => 'a cloud service');
    yield* probe(probed, address, { kind, port: port + 1 }, () => 'next to a cloud service');
    yield* probe(probed, address, { kind, port: port - 1 }, () => 'next to a cloud service');
    for (const neighbour of [before(probed.space, address), probed.space.plus(address, 1)])
      yield* probe(probed, neighbour, { kind, port }, () => 'an address next to a cloud service');
  }
}

interface Service<P extends Point> {
  readonly kind: 'tcp' | 'udp';
  readonly port: number;
  readonly address: P;
}

/** Nothing where more than one address and one port of it matter. */
function serviceOf<P extends Point>({ protocol, ranges }: Admitted): Service<P> | undefined {
  const [cell, peer, ...more] = ranges;
  if (more.length > 0 || cell?.[0] !== 'cell' || !peer?.[0].startsWith('peer')) return undefined;
  if (peer[1] !== peer[2] || (protocol !== TCP && protocol !== UDP)) return undefined;
  return { kind: protocol === TCP ? 'tcp' : 'udp', port: Number(cell[1]), address: peer[1] as P };
}
