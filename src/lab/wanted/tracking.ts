import type { Family } from '../../address/space.js';
import type { State } from '../../proof/firewall.js';

/** Requests for an echo, a timestamp, information and an address mask: `valid_new` in nf_conntrack_proto_icmp.c. */
const icmpRequests: readonly number[] = [8, 13, 15, 17];

/** Requests for an echo and for information about a node: `valid_new` in nf_conntrack_proto_icmpv6.c. */
const icmpv6Requests: readonly number[] = [128, 139];

/**
 * Multicast listeners, neighbour discovery without redirects, and multicast routers (RFC 4286): `noct_valid_new` in
 * nf_conntrack_proto_icmpv6.c and what is beside it, which connection tracking leaves alone.
 */
const icmpv6Untracked: readonly number[] = [130, 131, 132, 133, 134, 135, 136, 143, 151, 152];

/** The ICMP types that begin a flow; all others are answers or errors, and without one they are invalid. */
export const requestTypes: Readonly<Record<Family, readonly number[]>> = {
  ipv4: icmpRequests,
  ipv6: icmpv6Requests,
};

/** What connection tracking calls an ICMP message that belongs to no flow yet. */
export function stateOfIcmp(family: Family, type: number): State {
  if (requestTypes[family].includes(type)) return 'new';
  return family === 'ipv6' && icmpv6Untracked.includes(type) ? 'untracked' : 'invalid';
}
