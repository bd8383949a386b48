import {
  fromIntervals,
  has,
  type IntervalSet,
  isEmpty,
  type Point,
  subtract,
} from '../../address/intervals.js';
import { parseAddress } from '../../address/parse.js';
import type { Space } from '../../address/space.js';
import { groupBy } from '../../definition/group-by.js';
import type { Place as Named, Owner } from '../../expectation/model.js';
import { sendableOf, typicalOf } from '../../expectation/outside.js';
import type { Endpoint, Network } from '../model.js';
import { endpointOf, type Place, type Places, placesOf } from '../probes/places.js';
import { isSendable } from '../probes/sendable.js';

/** Who has which address in the laboratory, found by address and by interface. */
export interface Endpoints {
  readonly places: Places;
  readonly byInterface: ReadonlyMap<string, readonly Place[]>;
}

export function endpointsIn({ hosts }: Network): Endpoints {
  const places = placesOf(hosts);
  const reachable = [...places.ofFamily.ipv4, ...places.ofFamily.ipv6].filter((place) => place.reachable);
  const byInterface = groupBy(reachable, ({ endpoint }) => keyOf(endpoint.host!, endpoint.interface!));
  return { places, byInterface };
}

const keyOf = (host: string, id: string): string => JSON.stringify([host, id]);

/** An address of the interface that is in the set and can be spoken to; nothing if the laboratory has none. */
export function insideEndpoint<P extends Point>(
  { byInterface }: Endpoints,
  space: Space<P>,
  { host, iface }: Owner,
  set: IntervalSet<P>,
): Endpoint | undefined {
  const own = (byInterface.get(keyOf(host.id, iface.id)) ?? []).filter(
    ({ point }) => (typeof point === 'number') === (space.family === 'ipv4'),
  );
  return own.find(({ point }) => has(set, point as P) && isSendable(space, point as P))?.endpoint;
}

/** An address of the set that no host of the laboratory has; nothing if sockets can have none of them. */
export function outsideEndpoint<P extends Point>(
  { places }: Endpoints,
  space: Space<P>,
  set: IntervalSet<P>,
): Endpoint | undefined {
  const taken = places.ofFamily[space.family].map(({ point }) => point as P);
  const free = subtract(
    sendableOf(space, set),
    fromIntervals(taken.map((start) => ({ start, end: space.plus(start, 1) }))),
  );
  return isEmpty(free) ? undefined : { address: space.format(typicalOf(space, free)) };
}

/** Exactly this address of exactly this interface, or of the outside; nothing if the laboratory does not have it so. */
export function sameEndpoint<P extends Point>(
  { places }: Endpoints,
  space: Space<P>,
  { host, interface: id, address }: Named,
): Endpoint | undefined {
  const parsed = parseAddress(address);
  if (!parsed.ok) return undefined;
  const endpoint = endpointOf(places, space, parsed.range.start as P);
  return endpoint?.host === host && endpoint?.interface === id ? endpoint : undefined;
}
