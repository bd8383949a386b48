import type { Family } from '../../address/space.js';
import type { LabInterface, Network } from '../model.js';
import type { Place } from '../supervisor.js';

/** One interface of a host, and the end of its cable in the outside world. */
export interface Cable {
  readonly place: Place;
  readonly lab: LabInterface;
  /** Counts the cables of the whole network, from 0. */
  readonly number: number;
  readonly outsideDevice: string;
  readonly hostMac: string;
  readonly outsideMac: string;
}

/** The outside world is the gateway of every interface, under the same two addresses. */
export const GATEWAY: Readonly<Record<Family, string>> = { ipv4: '169.254.1.1', ipv6: 'fe80::1' };

/** The network namespace of the n-th host. */
export const placeOf = (index: number): Place => `h${index}`;

export function cablesOf({ hosts }: Network): readonly Cable[] {
  const ends = hosts.flatMap(({ interfaces, undeclared }, host) =>
    [...interfaces, ...(undeclared ? [undeclared] : [])].map((lab) => ({ place: placeOf(host), lab })),
  );
  return ends.map((end, number) => ({
    ...end,
    number,
    outsideDevice: `wire${number}`,
    hostMac: mac(1, number),
    outsideMac: mac(0, number),
  }));
}

export const familyOf = (address: string): Family => (address.includes(':') ? 'ipv6' : 'ipv4');

/** The address as the prefix that holds it alone. */
export const whole = (address: string): string => `${address}/${familyOf(address) === 'ipv6' ? 128 : 32}`;

const mac = (side: number, number: number): string =>
  ['02', '00', '00', hex(side), hex(number >>> 8), hex(number & 255)].join(':');
const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
