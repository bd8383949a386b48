import type { Random } from '../../../reference/random.js';
import { type Grammar, oneOf } from '../grammar.js';
import { addresses4, addresses6, anyNumber } from '../values.js';
import {
  devices,
  families,
  icmpCodes,
  icmpTypes,
  icmpv6Types,
  ports,
  protocols,
  states,
  times,
  types,
} from './values.js';

export interface Key {
  readonly text: string;
  /** What a set of it is declared with. */
  readonly type: string;
  readonly value: Grammar;
}

export const key = (type: string, value: Grammar, ...texts: readonly string[]): readonly Key[] =>
  texts.map((text) => ({ text, type, value }));

const usualKeys: readonly Key[] = [
  ...key('ipv4_addr', addresses4, 'ip saddr', 'ip daddr', 'ip saddr'),
  ...key('ipv6_addr', addresses6, 'ip6 saddr', 'ip6 daddr', 'ip6 saddr'),
  ...key('inet_service', ports, 'tcp dport', 'tcp sport', 'udp dport', 'udp sport', 'th dport', 'tcp dport'),
  ...key('inet_proto', protocols, 'meta l4proto', 'meta l4proto', 'ip6 nexthdr'),
  ...key('icmp_type', icmpTypes, 'icmp type', 'icmp type'),
  ...key('icmpv6_type', icmpv6Types, 'icmpv6 type', 'icmpv6 type'),
  ...key('icmp_code', icmpCodes, 'icmp code'),
  ...key('icmpv6_code', icmpCodes, 'icmpv6 code'),
  ...key('ct_state', states, 'ct state', 'ct state'),
  ...key('ifname', devices, 'iifname', 'oifname', 'meta iifname', 'meta oifname'),
  ...key('nf_proto', families, 'meta nfproto', 'nfproto'),
  ...key('fib_addrtype', types, 'fib daddr type'),
  ...key('integer', anyNumber(256), 'ip6 hoplimit'),
];

const oddKeys: readonly Key[] = [
  ...key('inet_proto', protocols, 'ip protocol', 'l4proto'),
  ...key('inet_service', ports, 'th sport', 'sctp dport', 'udplite dport', 'dccp sport', '@th,16,16'),
  ...key(
    'integer',
    anyNumber(256),
    'ip ttl',
    'ip version',
    'ip length',
    'ip dscp',
    'ip hdrlength',
    'ip6 version',
    'ip frag-off',
    'ip id',
  ),
  ...key(
    'integer',
    anyNumber(65_536),
    'tcp sequence',
    'tcp window',
    'udp length',
    'icmp id',
    'icmp sequence',
    'icmpv6 mtu',
    'meta length',
  ),
  ...key('mark', anyNumber(65_536), 'meta mark', 'mark', 'ct mark', 'ct zone', 'meta cpu', 'meta cgroup'),
  ...key('iface_index', devices, 'iif', 'oif', 'meta iif', 'meta oif'),
  ...key('uid', anyNumber(65_536), 'meta skuid', 'meta skgid'),
  ...key('ifname', devices, 'meta iifkind', 'meta ibrname', 'meta sdifname'),
  ...key(
    'fib_addrtype',
    types,
    'fib saddr type',
    'fib daddr . iif type',
    'fib daddr . mark type',
    'fib saddr . iif oif',
    'fib daddr type . iif',
  ),
  ...key(
    'ipv4_addr',
    addresses4,
    'ct original ip saddr',
    'ct reply ip daddr',
    'rt nexthop',
    'ip saddr . ip daddr',
    'arp saddr ip',
  ),
  ...key('ct_dir', oneOf('original', 'reply', '0'), 'ct direction'),
  ...key('ct_status', oneOf('assured', 'snat', 'expected', '1'), 'ct status'),
  ...key('time', times, 'ct expiration', 'meta time', 'meta hour', 'meta day'),
  ...key('ether_addr', oneOf('00:01:02:03:04:05'), 'ether saddr'),
  ...key('pkt_type', oneOf('host', 'broadcast', 'multicast'), 'meta pkttype'),
  ...key(
    'boolean',
    oneOf('exists', 'missing', '1'),
    'exthdr frag',
    'exthdr hbh',
    'tcp option maxseg',
    'socket transparent',
    'rt type',
  ),
  ...key(
    'integer',
    anyNumber(16),
    'numgen random mod 2',
    'jhash ip saddr mod 4',
    'symhash mod 2',
    'tcp option maxseg size',
    'osf name',
  ),
  ...key('ipv6_addr', addresses6, 'ip6 saddr . ip6 daddr', 'rt ip6 nexthop', 'ct original ip6 saddr'),
  ...key('ct_state', states, 'ct helper', 'ct event', 'CT STATE', 'ct  state', 'ct original state'),
];

export const anyKey = (random: Random): Key => random.pick(random.chance(0.06) ? oddKeys : usualKeys);
