type Setting = readonly [key: string, value: string];

/** Nothing but the firewall under test may drop or delay a packet, or change what a host does. */
const perDevice: readonly Setting[] = [
  ['ipv4/conf/*/rp_filter', '0'],
  ['ipv4/conf/*/accept_redirects', '0'],
  ['ipv4/conf/*/secure_redirects', '0'],
  ['ipv4/conf/*/send_redirects', '0'],
  ['ipv4/conf/*/accept_local', '1'],
  ['ipv6/conf/*/disable_ipv6', '0'],
  ['ipv6/conf/*/accept_dad', '0'],
  ['ipv6/conf/*/dad_transmits', '0'],
  ['ipv6/conf/*/accept_ra', '0'],
  ['ipv6/conf/*/accept_redirects', '0'],
  ['ipv6/conf/*/router_solicitations', '0'],
];

/** How long a flow of a protocol without ports is known, in seconds. */
export const PORTLESS_SECONDS = 1;

const everywhere: readonly Setting[] = [
  ['ipv4/icmp_ratelimit', '0'],
  ['ipv4/icmp_msgs_per_sec', '1000000'],
  ['ipv4/icmp_msgs_burst', '1000000'],
  ['ipv6/icmp/ratelimit', '0'],
  ['ipv4/tcp_max_syn_backlog', '4096'],
  // A flow without ports is its pair of addresses: so short, the next trial of the same pair is a new one (fact 19).
  ['netfilter/nf_conntrack_generic_timeout', String(PORTLESS_SECONDS)],
  ['netfilter/nf_conntrack_gre_timeout', String(PORTLESS_SECONDS)],
  ['netfilter/nf_conntrack_gre_timeout_stream', String(PORTLESS_SECONDS)],
  // Linux 6.18 checks UDP-Lite as if it were UDP and finds every correct packet invalid.
  ['netfilter/nf_conntrack_checksum', '0'],
];

/** The external network forwards packets between hosts, and sends from every address there is. */
const outside: readonly Setting[] = [
  ['ipv4/ip_forward', '1'],
  ['ipv6/conf/all/forwarding', '1'],
  ['ipv4/ip_nonlocal_bind', '1'],
  ['ipv6/ip_nonlocal_bind', '1'],
];

/** A host that would pass nothing on by itself shows nothing of its firewall. */
const host: readonly Setting[] = [
  ['ipv4/ip_forward', '1'],
  ['ipv6/conf/all/forwarding', '1'],
];

/** Shell commands; some keys exist in the first namespace of a machine only, or not on every kernel. */
export function sysctlCommands(place: 'host' | 'outside'): string {
  const spread = perDevice.flatMap(([key, value]) =>
    ['all', 'default'].map((conf): Setting => [key.replace('*', conf), value]),
  );
  return [...everywhere, ...spread, ...(place === 'outside' ? outside : host)]
    .map(([key, value]) => `if [ -w /proc/sys/net/${key} ]; then echo ${value} >/proc/sys/net/${key}; fi`)
    .join('\n');
}
