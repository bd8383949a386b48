import { destinationTypes, states } from '../firewall.js';
import { protocolNames } from '../protocol-names.js';

type Names = ReadonlyMap<string, number>;

const numbered = (names: readonly string[]): Names => new Map(names.map((name, number) => [name, number]));
const named = (names: Readonly<Record<string, number>>): Names => new Map(Object.entries(names));

/** As `nft describe` lists them. */
const icmpTypes = named({
  'echo-reply': 0,
  'destination-unreachable': 3,
  'source-quench': 4,
  redirect: 5,
  'echo-request': 8,
  'router-advertisement': 9,
  'router-solicitation': 10,
  'time-exceeded': 11,
  'parameter-problem': 12,
  'timestamp-request': 13,
  'timestamp-reply': 14,
  'info-request': 15,
  'info-reply': 16,
  'address-mask-request': 17,
  'address-mask-reply': 18,
});

const icmpv6Types = named({
  'destination-unreachable': 1,
  'packet-too-big': 2,
  'time-exceeded': 3,
  'parameter-problem': 4,
  'echo-request': 128,
  'echo-reply': 129,
  'mld-listener-query': 130,
  'mld-listener-report': 131,
  'mld-listener-done': 132,
  'mld-listener-reduction': 132,
  'nd-router-solicit': 133,
  'nd-router-advert': 134,
  'nd-neighbor-solicit': 135,
  'nd-neighbor-advert': 136,
  'nd-redirect': 137,
  'router-renumbering': 138,
  'ind-neighbor-solicit': 141,
  'ind-neighbor-advert': 142,
  'mld2-listener-report': 143,
});

const icmpCodes = named({
  'net-unreachable': 0,
  'host-unreachable': 1,
  'prot-unreachable': 2,
  'port-unreachable': 3,
  'frag-needed': 4,
  'net-prohibited': 9,
  'host-prohibited': 10,
  'admin-prohibited': 13,
});

const icmpv6Codes = named({
  'no-route': 0,
  'admin-prohibited': 1,
  'addr-unreachable': 3,
  'port-unreachable': 4,
  'policy-fail': 5,
  'reject-route': 6,
});

/** As `nft describe inet_proto` lists them where /etc/protocols is that of Debian. */
const protocols = named({ ...protocolNames, ip: 0 });

export const tcpFlags = named({ fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 });

/** A type of values: how large its numbers get, and which have names. Names of the machine's own, such as services, are not read. */
export interface NumberType {
  readonly end: number;
  readonly names: Names;
  /** Values are compared bit by bit where nft's default comparison is used. */
  readonly flags?: boolean;
}

const none: Names = new Map();

/** By nft's own name of the type, where it has one. */
export const numberTypes = {
  inet_service: { end: 65_536, names: none },
  inet_proto: { end: 256, names: protocols },
  nf_proto: { end: 2, names: numbered(['ipv4', 'ipv6']) },
  icmp_type: { end: 256, names: icmpTypes },
  icmpv6_type: { end: 256, names: icmpv6Types },
  icmp_code: { end: 256, names: icmpCodes },
  icmpv6_code: { end: 256, names: icmpv6Codes },
  ct_state: { end: states.length, names: numbered(states) },
  tcp_flag: { end: 256, names: tcpFlags, flags: true },
  fib_addrtype: { end: destinationTypes.length, names: numbered(destinationTypes) },
  hops: { end: 256, names: none },
} as const satisfies Readonly<Record<string, NumberType>>;

export type ValueType = keyof typeof numberTypes | 'ipv4_addr' | 'ipv6_addr' | 'ifname';

/** Types whose numbers mean nothing to people: only their names are read. */
export const onlyNames: ReadonlySet<ValueType> = new Set([
  'nf_proto',
  'ct_state',
  'fib_addrtype',
  'tcp_flag',
]);
