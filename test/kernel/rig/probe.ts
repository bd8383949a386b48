import type { Family } from './plan.js';

/**
 * `ingress`: from outside to the host. `egress`: made by the host itself. `forward`: from outside, through the host.
 */
export type Direction = 'ingress' | 'egress' | 'forward';

/** One packet to be tried. `id` is the caller's own; a run does not use it twice. */
export interface Probe {
  readonly id: number;
  readonly direction: Direction;
  /** The host's device: the one a packet leaves by (egress) or arrives on (ingress, forward). */
  readonly device: string;
  readonly family: Family;
  /** The IP protocol number. */
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  /** Also the identifier of ICMP queries. Left out, every probe has its own, so that none continues another's flow. */
  readonly sourcePort?: number;
  readonly port?: number;
  /** ICMP type and code. */
  readonly type?: number;
  readonly code?: number;
  /** TCP flags; SYN alone where left out. */
  readonly flags?: number;
  /** IPv6 only: neighbour discovery asks for 255. */
  readonly hopLimit?: number;
  /** IPv6 only: an authentication header stands before what `protocol` says. */
  readonly authenticated?: boolean;
  /** The packet that an ICMP error complains about; where left out, one that nobody sent. */
  readonly about?: Probe;
}

export const TCP_SYN = 0x02;
export const TCP_ACK = 0x10;

/**
 * The tag of a probe on the wire, from 1 to 65535: IPv4 identification or IPv6 flow label. A hop limit in this range
 * tells an IPv4 probe (also a forwarded one) from the kernel's own replies, which start at 64 or 255 and pick
 * identifications as they like; the kernel's own IPv6 packets carry no flow label, because auto_flowlabels is off.
 */
export const MAX_TAG = 0xffff;
export const PROBE_HOP_LIMIT = 99;
export const LOWEST_PROBE_HOP_LIMIT = 96;

/** Tags become ports and ICMP identifiers: above the well-known ports and any port that has a connection helper. */
export const sourcePortOf = (probe: Probe, tag: number): number =>
  probe.sourcePort ?? 10_000 + (tag % 55_000);
