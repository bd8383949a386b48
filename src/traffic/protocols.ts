import type { Family } from '../address/space.js';

/** Protocol numbers (IANA) that have names here. */
export const protocolNumbers = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  ospf: 89,
  vrrp: 112,
  sctp: 132,
} as const;

export const { icmp: ICMP, tcp: TCP, udp: UDP, icmpv6: ICMPV6 } = protocolNumbers;

const numbers: ReadonlyMap<string, number> = new Map(Object.entries(protocolNumbers));

export function protocolNumber(name: string): number | undefined {
  return numbers.get(name);
}

const names: ReadonlyMap<number, string> = new Map(
  Object.entries(protocolNumbers).map(([name, number]) => [number, name]),
);

export function protocolName(protocol: number): string {
  return names.get(protocol) ?? `protocol/${protocol}`;
}

/** TCP and UDP have ports; every other protocol's ports are ignored (fact 6), so here they have none. */
export function hasPorts(protocol: number): boolean {
  return protocol === TCP || protocol === UDP;
}

export function isIcmp(protocol: number): boolean {
  return protocol === ICMP || protocol === ICMPV6;
}

/** The families whose packets a rule for this one protocol can match: ICMP is IPv4's, ICMPv6 is IPv6's (fact 10). */
export function familiesOf(protocol: number): readonly Family[] {
  if (protocol === ICMP) return ['ipv4'];
  if (protocol === ICMPV6) return ['ipv6'];
  return ['ipv4', 'ipv6'];
}
