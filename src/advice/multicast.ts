import { ipv4 } from '../address/ipv4.js';
import { ipv6 } from '../address/ipv6.js';
import { UDP } from '../traffic/protocols.js';
import type { Traffic } from '../traffic/traffic.js';

/** What hosts send to multicast groups, and to which. */
export interface MulticastService {
  readonly name: string;
  readonly protocol: number;
  /** Absent: a protocol without ports. */
  readonly port?: number;
  readonly group: { readonly ipv4: number; readonly ipv6: bigint };
}

const v4 = (...parts: readonly number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);
const v6 = (last: number) => (0xff02n << 112n) + BigInt(last);

export const multicastServices: readonly MulticastService[] = [
  { name: 'vrrp', protocol: 112, group: { ipv4: v4(224, 0, 0, 18), ipv6: v6(0x12) } },
  { name: 'igmp', protocol: 2, group: { ipv4: v4(224, 0, 0, 22), ipv6: v6(0x16) } },
  { name: 'ospf', protocol: 89, group: { ipv4: v4(224, 0, 0, 5), ipv6: v6(5) } },
  { name: 'pim', protocol: 103, group: { ipv4: v4(224, 0, 0, 13), ipv6: v6(0xd) } },
  { name: 'mDNS (udp/5353)', protocol: UDP, port: 5353, group: { ipv4: v4(224, 0, 0, 251), ipv6: v6(0xfb) } },
  {
    name: 'LLMNR (udp/5355)',
    protocol: UDP,
    port: 5355,
    group: { ipv4: v4(224, 0, 0, 252), ipv6: v6(0x10003) },
  },
  {
    name: 'SSDP (udp/1900)',
    protocol: UDP,
    port: 1900,
    group: { ipv4: v4(239, 255, 255, 250), ipv6: v6(0xc) },
  },
];

/** Whether a rule names the service by itself: one that allows much more was not written for it. */
export function isNamed({ protocol, port }: MulticastService, traffic: Traffic): boolean {
  if (traffic.protocol !== protocol) return false;
  return port === undefined || (traffic.first === port && traffic.last === port);
}

/** Whether a rule allows it. */
export function isAllowed({ protocol, port }: MulticastService, traffic: Traffic): boolean {
  if (traffic.protocol !== 'all' && traffic.protocol !== protocol) return false;
  return port === undefined || traffic.protocol === 'all' || (traffic.first <= port && port <= traffic.last);
}

export function groupsInWords({ group }: MulticastService): string {
  return `${ipv4.format(group.ipv4)} and ${ipv6.format(group.ipv6)}`;
}
