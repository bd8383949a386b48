/** One interface of the host under test, joined by a veth pair to the outside world. */
export interface LabInterface {
  readonly device: string;
  /** The host's own addresses on this interface, both families mixed, without prefix lengths. */
  readonly addresses: readonly string[];
  /** Addresses that the outside world owns behind this interface: what real sockets talk to. */
  readonly peers?: readonly string[];
  /** Prefixes that the host routes through this interface where the device is not given (forwarding, sockets). */
  readonly routes?: readonly string[];
}

export interface LabPlan {
  readonly interfaces: readonly LabInterface[];
  /** Lets the host forward between its interfaces. */
  readonly forward?: boolean;
  /**
   * `static` (the default) knows every neighbour in advance, so that a packet to any address leaves at once.
   * `discovered` leaves it to ARP and neighbour discovery, as on a real wire.
   */
  readonly neighbours?: 'static' | 'discovered';
}

export type Place = 'host' | 'outside';
export type Family = 'ipv4' | 'ipv6';

/** Where `ip netns add host` keeps the host's network namespace. */
export const HOST_NETNS = '/run/netns/host';

/** The outside world is the gateway of every interface, under the same two addresses. */
export const GATEWAY: Readonly<Record<Family, string>> = { ipv4: '169.254.1.1', ipv6: 'fe80::1' };

/** The IPv4 dummy address (RFC 7600), on the host's loopback: ARP for it shows that all earlier frames are done with. */
export const HOST_FENCE = '192.0.0.8';

/** The outside end of the n-th interface. Host devices live in another namespace and cannot collide with it. */
export const outsideDevice = (index: number): string => `out${index}`;

export const outsideMac = (index: number): string => mac(0, index);
export const hostMac = (index: number): string => mac(1, index);

export const familyOf = (address: string): Family => (address.includes(':') ? 'ipv6' : 'ipv4');

/** The position of a device in the plan; a device that the plan lacks is a mistake of the test. */
export function interfaceIndex(plan: LabPlan, device: string): number {
  const index = plan.interfaces.findIndex((one) => one.device === device);
  if (index < 0) throw new Error(`The lab has no interface '${device}'`);
  return index;
}

const mac = (side: number, index: number): string =>
  ['02', '00', '00', '00', hex(side), hex(index)].join(':');
const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
