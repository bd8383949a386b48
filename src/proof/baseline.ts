import type { Point } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import type { Baseline, Settings } from '../definition/model.js';
import { readIpv4, readIpv6 } from './addresses.js';
import type { DimensionName, Path } from './dimensions.js';

/** First and last value of a dimension that a packet may have. */
export type Range = readonly [first: Point, last: Point];

/** One kind of packet that a host admits whatever its groups say: all of the ranges must hold. */
export interface Admitted {
  readonly path: Path;
  readonly family: Family;
  readonly protocol: number;
  readonly ranges: readonly (readonly [DimensionName, ...Range])[];
}

const [TCP, UDP, ICMPV6] = [6, 17, 58] as const;

/** What clouds never filter (fact 20). It stands here a second time: a slip in one copy shows against the other. */
export function admitted({
  baseline,
  resolvers,
}: Pick<Settings, 'baseline' | 'resolvers'>): readonly Admitted[] {
  const parts: readonly (readonly [keyof Baseline, readonly Admitted[]])[] = [
    ['neighbourDiscovery', neighbourDiscovery],
    ['multicastListener', multicastListener],
    ['dhcpv4', dhcpv4],
    ['dhcpv6', dhcpv6],
    ['cloud', [...cloud, ...resolvers.flatMap(resolver)]],
  ];
  return parts.flatMap(([name, part]) => (baseline[name] ? part : []));
}

const icmpv6Types = (first: number, last: number) => ['cell', first * 256, last * 256 + 255] as const;

/** Router and neighbour solicitations and advertisements, which no router passes on: their hop limit is still 255. */
const neighbourDiscovery = (['input', 'output'] as const).map(
  (path): Admitted => ({
    path,
    family: 'ipv6',
    protocol: ICMPV6,
    ranges: [icmpv6Types(133, 136), ['hopLimit', 255, 255]],
  }),
);

/** Queries, reports, and reports of version 2: from this link when they come in, to multicast groups when they go out. */
const multicastListener = [icmpv6Types(130, 132), icmpv6Types(143, 143)].flatMap(
  (types): readonly Admitted[] => {
    const common = { family: 'ipv6', protocol: ICMPV6 } as const;
    const hop = ['hopLimit', 1, 1] as const;
    return [
      {
        ...common,
        path: 'input',
        ranges: [types, hop, peers6('fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff')],
      },
      {
        ...common,
        path: 'output',
        ranges: [types, hop, peers6('ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')],
      },
    ];
  },
);

const ports = (source: number, destination: number) =>
  [
    ['sourcePort', source, source],
    ['cell', destination, destination],
  ] as const;

/**
 * Answers that are for everybody come from this link, since no router passes them on; those for one address come from where no
 * stranger is: private networks, what providers share among their customers, this link.
 */
const dhcpv4: readonly Admitted[] = [
  ...[
    ['own4', '255.255.255.255', '255.255.255.255'] as const,
    ['peer4', '10.0.0.0', '10.255.255.255'] as const,
    ['peer4', '100.64.0.0', '100.127.255.255'] as const,
    ['peer4', '169.254.0.0', '169.254.255.255'] as const,
    ['peer4', '172.16.0.0', '172.31.255.255'] as const,
    ['peer4', '192.168.0.0', '192.168.255.255'] as const,
  ].map(
    ([side, first, last]): Admitted => ({
      path: 'input',
      family: 'ipv4',
      protocol: UDP,
      ranges: [...ports(67, 68), [side, address4(first), address4(last)]],
    }),
  ),
  { path: 'output', family: 'ipv4', protocol: UDP, ranges: ports(68, 67) },
];

/** Answers come to an address of this link (fact 38); requests go to all servers and relays of this link. */
const dhcpv6: readonly Admitted[] = [
  {
    path: 'input',
    family: 'ipv6',
    protocol: UDP,
    ranges: [
      ['cell', 546, 546],
      ['own6', address6('fe80::'), address6('febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff')],
    ],
  },
  { path: 'output', family: 'ipv6', protocol: UDP, ranges: [...ports(546, 547), peers6('ff02::1:2')] },
];

/** Resolver, metadata, time, and what tasks of ECS ask for their roles (fact 37). */
const cloud: readonly Admitted[] = [
  ...service('169.254.169.253', 'fd00:ec2::253', UDP, 53),
  ...service('169.254.169.253', 'fd00:ec2::253', TCP, 53),
  ...service('169.254.169.254', 'fd00:ec2::254', TCP, 80),
  ...service('169.254.169.123', 'fd00:ec2::123', UDP, 123),
  {
    path: 'output',
    family: 'ipv4',
    protocol: TCP,
    ranges: [
      ['cell', 80, 80],
      ['peer4', address4('169.254.170.2'), address4('169.254.170.2')],
    ],
  },
];

function resolver(text: string): readonly Admitted[] {
  const family: Family = text.includes(':') ? 'ipv6' : 'ipv4';
  const address = family === 'ipv4' ? address4(text) : address6(text);
  const peer = [family === 'ipv4' ? 'peer4' : 'peer6', address, address] as const;
  return [UDP, TCP].map((protocol) => ({
    path: 'output',
    family,
    protocol,
    ranges: [['cell', 53, 53], peer],
  }));
}

function service(v4: string, v6: string, protocol: number, port: number): readonly Admitted[] {
  const cell = ['cell', port, port] as const;
  const address = address4(v4);
  return [
    { path: 'output', family: 'ipv4', protocol, ranges: [cell, ['peer4', address, address]] },
    { path: 'output', family: 'ipv6', protocol, ranges: [cell, peers6(v6)] },
  ];
}

function peers6(first: string, last = first) {
  return ['peer6', address6(first), address6(last)] as const;
}

function address4(text: string): number {
  return readIpv4(text, 0, text.length)!;
}

function address6(text: string): bigint {
  return readIpv6(text, 0, text.length)!;
}
