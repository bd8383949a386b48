import type { Family } from '../../address/space.js';
import { ICMP, ICMPV6, TCP, UDP } from '../../traffic/protocols.js';

/** The names that Neutron takes for protocols, and `all` for what means every protocol (fact 24). */
const names: ReadonlyMap<string, number | 'all'> = new Map<string, number | 'all'>([
  ['any', 'all'],
  ['0', 'all'],
  ['icmp', ICMP],
  ['igmp', 2],
  ['ipip', 4],
  ['tcp', TCP],
  ['egp', 8],
  ['udp', UDP],
  ['dccp', 33],
  ['ipv6-encap', 41],
  ['ipv6-route', 43],
  ['ipv6-frag', 44],
  ['rsvp', 46],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['ipv6-icmp', ICMPV6],
  ['icmpv6', ICMPV6],
  ['ipv6-nonxt', 59],
  ['ipv6-opts', 60],
  ['ospf', 89],
  ['vrrp', 112],
  ['pgm', 113],
  ['sctp', 132],
  ['udplite', 136],
]);

/** tcp, udp, sctp, dccp and udplite take ports; with every other protocol they are an error (fact 25). */
const withPorts: ReadonlySet<number> = new Set([TCP, UDP, 33, 132, 136]);

/** Whether Neutron takes a port range with the protocol. */
export function takesPorts(protocol: number): boolean {
  return withPorts.has(protocol);
}

/** The protocol of a name or number in packets of one family; nothing for what is neither. */
export function protocolOf(text: string, family: Family): number | 'all' | undefined {
  const protocol = names.get(text.toLowerCase()) ?? numberOf(text);
  return family === 'ipv6' && protocol === ICMP ? ICMPV6 : protocol;
}

function numberOf(text: string): number | undefined {
  return /^[1-9][0-9]{0,2}$/.test(text) && Number(text) <= 255 ? Number(text) : undefined;
}
