import type { Point } from '../../address/intervals.js';
import { parseAddress } from '../../address/parse.js';
import { pointKey } from '../../address/point-key.js';
import type { Family, Space } from '../../address/space.js';
import { LOOPBACK } from '../../definition/device.js';
import { type Endpoint, type LabHost, UNDECLARED } from '../model.js';
import { isSendable } from './sendable.js';

/** An address that a host of the laboratory has. */
export interface Place {
  readonly point: Point;
  readonly endpoint: Endpoint;
  /** Whether rules are about packets to it: they come through its interface, and the definition knows that. */
  readonly reachable: boolean;
}

/** Who has which address; all that nobody has are of the outside world. */
export interface Places {
  /** By `pointKey`. */
  readonly byAddress: ReadonlyMap<number | string, Place>;
  readonly ofFamily: Readonly<Record<Family, readonly Place[]>>;
}

/** No packet of another host comes through it. */
export function placesOf(hosts: readonly LabHost[]): Places {
  const places = hosts.flatMap((host) =>
    [...host.interfaces, ...(host.undeclared ? [host.undeclared] : [])].flatMap(({ id, device, addresses }) =>
      addresses.flatMap((address) => {
        const point = pointOf(address);
        if (point === undefined) return [];
        const endpoint = { host: host.id, interface: id, address };
        return [{ point, endpoint, reachable: device !== LOOPBACK && id !== UNDECLARED }];
      }),
    ),
  );
  return {
    byAddress: new Map(places.map((place) => [pointKey(place.point), place])),
    ofFamily: {
      ipv4: places.filter(({ point }) => typeof point === 'number'),
      ipv6: places.filter(({ point }) => typeof point === 'bigint'),
    },
  };
}

function pointOf(address: string): Point | undefined {
  const parsed = parseAddress(address);
  return parsed.ok ? parsed.range.start : undefined;
}

/** Who is meant by an address that a host speaks to; nothing if it cannot be spoken to from another host. */
export function endpointOf<P extends Point>(
  { byAddress }: Places,
  space: Space<P>,
  address: P,
): Endpoint | undefined {
  if (!isSendable(space, address)) return undefined;
  const place = byAddress.get(pointKey(address));
  if (!place) return { address: space.format(address) };
  return place.reachable ? place.endpoint : undefined;
}

/** The addresses of an interface that other hosts can speak to. */
export function endpointsOf<P extends Point>(
  { ofFamily }: Places,
  space: Space<P>,
  host: string,
  id: string,
): readonly Endpoint[] {
  return ofFamily[space.family]
    .filter(({ reachable, point }) => reachable && isSendable(space, point as P))
    .map(({ endpoint }) => endpoint)
    .filter((endpoint) => endpoint.host === host && endpoint.interface === id);
}
