import { readFileSync } from 'node:fs';
import { MAC } from './frames.js';
import type { Namespace } from './namespace.js';
import { HOST } from './rules.js';

/**
 * One host for every firewall, all of them there at once, so that rounds alternate without loading anything: each has a
 * network namespace of its own, on a wire of its own to the outside world where the sender is.
 */
export function addHost(outside: Namespace, host: string): void {
  const device = wireOf(host);
  outside.run(['ip', 'netns', 'add', host]);
  const peer = ['peer', 'name', HOST.device, 'address', MAC.host, 'netns', host];
  outside.run(['ip', 'link', 'add', device, 'address', MAC.outside, 'type', 'veth', ...peer]);
  outside.run(['ip', 'link', 'set', device, 'up']);
  outside.run(['sh', '-ec', HOST_SETUP], host);
}

export const wireOf = (host: string): string => `wire-${host}`;

/**
 * No reverse-path check: the way back to all sources is one default route. And no answer to what no socket takes, where
 * the kernel lets a namespace say so: whether a packet gets one depends on what its source was told before.
 */
const HOST_SETUP = `
ip link set lo up
ip link set ${HOST.device} up
ip addr add ${HOST.address}/32 dev ${HOST.device}
ip route add 10.255.0.1 dev ${HOST.device}
ip route add default via 10.255.0.1
ip neigh add 10.255.0.1 lladdr ${MAC.outside} dev ${HOST.device}
for conf in all default ${HOST.device}; do echo 0 >/proc/sys/net/ipv4/conf/$conf/rp_filter; done
for limit in icmp_msgs_per_sec icmp_msgs_burst; do
  if [ -w /proc/sys/net/ipv4/$limit ]; then echo 0 >/proc/sys/net/ipv4/$limit; fi
done
`;

export function forgetFlows(outside: Namespace, host: string): void {
  outside.attempt(['conntrack', '-F'], host);
}

/** Flows that the host tracks. A packet that is refused in the end leaves none behind. */
export function trackedFlows(outside: Namespace, host: string): number {
  return Number(outside.run(['cat', '/proc/sys/net/netfilter/nf_conntrack_count'], host).stdout);
}

/** Frames that this machine has thrown away because the receiving side was behind: they cost less than they should. */
export function lostFrames(): number {
  const lines = readFileSync('/proc/net/softnet_stat', 'utf8').trim().split('\n');
  return lines.reduce((sum, line) => sum + Number.parseInt(line.split(' ')[1]!, 16), 0);
}

/** How many flows may be opened in one go. The table is one for the whole machine, and others may use it. */
export function roomForFlows(): number {
  const most = Number(readFileSync('/proc/sys/net/netfilter/nf_conntrack_max', 'utf8'));
  return Math.floor(most * 0.4);
}
