import { ofSpace } from '../../address/address-set.js';
import type { Point } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import type { Space } from '../../address/space.js';
import { placeOf } from '../../diagnostics/print.js';
import type { End, Exception, ExpectationResult } from '../../expectation/model.js';
import { portRangesOf } from '../../expectation/pieces.js';
import type { Endpoint, Probe } from '../model.js';
import { inTurn } from '../probes/in-turn.js';
import { type Load, loadsOf } from '../probes/loads.js';
import { type Endpoints, insideEndpoint, outsideEndpoint, sameEndpoint } from './endpoints.js';

/** A probe that has no number yet. Those of several expectations may be the same flow. */
export type ProbeSeed = Omit<Probe, 'id'>;

/** Of an expectation, so many pairs of ends are tried in each family, and so many packets between each. */
const [PAIRS, LOADS] = [16, 8];

/**
 * Some packets of an expectation, to be sent for real: the exception first, if there is one; then the first and last port of
 * each of its ports, between different pairs of its hosts, and from or to an address of the outside. Hosts that are not in the
 * network have no packets, and what sockets cannot send is left out.
 */
export function probesOfExpectation(result: ExpectationResult, endpoints: Endpoints): readonly ProbeSeed[] {
  const purpose = `expectation at ${placeOf(result.expectation.span)}`;
  const { exception } = result;
  return [
    ...(exception?.family === 'ipv4' ? exceptionSeeds(ipv4, exception, endpoints, purpose) : []),
    ...(exception?.family === 'ipv6' ? exceptionSeeds(ipv6, exception, endpoints, purpose) : []),
    ...seedsOf(ipv4, result, endpoints, purpose),
    ...seedsOf(ipv6, result, endpoints, purpose),
  ];
}

/** None, if the laboratory does not have its addresses, or it begins no flow. */
function exceptionSeeds<P extends Point>(
  space: Space<P>,
  { from, to, protocol, cell }: Exception,
  endpoints: Endpoints,
  purpose: string,
): readonly ProbeSeed[] {
  const [sender, receiver] = [sameEndpoint(endpoints, space, from), sameEndpoint(endpoints, space, to)];
  if (!sender || !receiver) return [];
  const loads = loadsOf(space.family, { protocols: [protocol, protocol], first: cell, last: cell });
  return loads
    .filter((load) => load.inside)
    .map(({ traffic }) => ({
      from: sender,
      to: receiver,
      family: space.family,
      traffic,
      purpose: `${purpose}: what the rules treat otherwise`,
    }));
}

function seedsOf<P extends Point>(
  space: Space<P>,
  { from, to, port }: ExpectationResult,
  endpoints: Endpoints,
  purpose: string,
): readonly ProbeSeed[] {
  const loads = loadsOfPort(space, port);
  const pairs = pairsOf(endpointsAt(space, from, endpoints), endpointsAt(space, to, endpoints));
  return pairs.flatMap((pair) =>
    loads.map(({ traffic, words }) => ({
      ...pair,
      family: space.family,
      traffic,
      purpose: `${purpose}: ${words}`,
    })),
  );
}

function loadsOfPort<P extends Point>(
  { family }: Space<P>,
  port: ExpectationResult['port'],
): readonly Load[] {
  const loads = portRangesOf(port, family).map(({ protocol, first, last }) =>
    loadsOf(family, { protocols: [protocol, protocol], first, last }).filter((load) => load.inside),
  );
  return [...inTurn<Load>(loads)].slice(0, LOADS);
}

/** One address of each end that can be spoken from and to; of many ends, some. */
function endpointsAt<P extends Point>(
  space: Space<P>,
  ends: readonly End[],
  endpoints: Endpoints,
): readonly Endpoint[] {
  const found = ends
    .map(({ owner, addresses }) => {
      const set = ofSpace(space, addresses);
      return owner ? insideEndpoint(endpoints, space, owner, set) : outsideEndpoint(endpoints, space, set);
    })
    .filter((endpoint) => endpoint !== undefined);
  return spread(found, PAIRS);
}

/** At most so many, from all over the list, the first among them. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}

interface Pair {
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** Pairs of two hosts, or a host and the outside: everybody once, before anybody has a second turn. */
function pairsOf(senders: readonly Endpoint[], receivers: readonly Endpoint[]): readonly Pair[] {
  const longest = Math.max(senders.length, receivers.length);
  const pairs: Pair[] = [];
  for (let shift = 0; shift < Math.min(senders.length, receivers.length); shift++) {
    for (let i = 0; i < longest; i++) {
      const from = senders[i % senders.length]!;
      const to = receivers[(i + shift) % receivers.length]!;
      if (from.host !== to.host) pairs.push({ from, to });
      if (pairs.length === PAIRS) return pairs;
    }
  }
  return pairs;
}
