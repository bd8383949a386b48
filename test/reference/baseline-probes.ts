import { icmpLoad } from './edges.js';
import type { Direction, Load } from './model.js';
import { ICMPV6, TCP, UDP } from './vocabulary.js';

/** A load, and the other end where it matters; left out, any will do. */
export interface BaselineProbe extends Load {
  readonly peer?: string;
}

/** Packets at every edge of what the baseline admits (fact 20), whether or not it is switched on. */
export function baselineProbes(direction: Direction): readonly BaselineProbe[] {
  return [
    ...neighbourDiscovery(),
    ...multicastListener(direction),
    ...(direction === 'ingress' ? dhcpIn : dhcpOut),
    ...(direction === 'egress' ? cloud() : []),
  ];
}

function neighbourDiscovery(): readonly BaselineProbe[] {
  const types = [132, 133, 134, 135, 136, 137];
  return types.flatMap((type) => [255, 254, 1].map((hopLimit) => ({ ...icmpLoad(ICMPV6, type), hopLimit })));
}

function multicastListener(direction: Direction): readonly BaselineProbe[] {
  const types = [129, 130, 131, 132, 142, 143, 144];
  const peers =
    direction === 'ingress' ? ['fe80::7', 'febf:ffff::7', 'fec0::7', 'fe7f:ffff::7'] : [undefined];
  return peers.flatMap((peer) =>
    types.flatMap((type) =>
      [1, 2, 255].map((hopLimit) => ({ ...icmpLoad(ICMPV6, type), hopLimit, ...(peer && { peer }) })),
    ),
  );
}

const servers = [
  ...['10.255.255.255', '11.0.0.0', '172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
  ...['192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0', '169.253.255.255', '169.254.0.9'],
  ...['169.255.0.0', '100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0', '9.255.255.255'],
];

/** Own addresses are of no link here, so none of IPv6 passes: those of a link are tried apart from random definitions. */
const dhcpIn: readonly BaselineProbe[] = [
  ...servers.map((peer) => ({ ...udp4(67, 68), peer })),
  ...[udp4(67, 67), udp4(68, 67), udp4(67, 69), udp4(66, 68)].map((load) => ({ ...load, peer: '10.0.0.9' })),
  ...['fe80::5', 'fec0::'].map((peer) => ({ ...udp6(547, 546), peer })),
  ...[udp6(546, 546), udp6(547, 547), udp6(546, 547)].map((load) => ({ ...load, peer: 'fe80::6' })),
];

const dhcpOut: readonly BaselineProbe[] = [
  ...[udp4(68, 67), udp4(68, 68), udp4(67, 68), udp4(68, 66), udp4(69, 67)],
  ...[udp6(546, 547), udp6(546, 546), udp6(547, 547), udp6(546, 548)].map((load) => ({
    ...load,
    peer: 'ff02::1:2',
  })),
  ...['fe80::5', '2001:db8::5'].map((peer) => ({ ...udp6(546, 547), peer })),
];

/** Each service with its own port, the ports beside it and the other protocol, and the addresses beside it. */
function cloud(): readonly BaselineProbe[] {
  const services = [
    ['253', 53],
    ['254', 80],
    ['123', 123],
  ] as const;
  const task = [79, 80, 81].flatMap((port) =>
    ['169.254.170.1', '169.254.170.2', '169.254.170.3'].map(
      (peer): BaselineProbe => ({
        family: 'ipv4',
        protocol: TCP,
        sourcePort: 10_000 + port,
        destinationPort: port,
        peer,
      }),
    ),
  );
  const near = services.flatMap(([host, port]) => [
    ...[UDP, TCP].flatMap((protocol) =>
      [port - 1, port, port + 1].flatMap((one) => cloudProbes(host, protocol, one)),
    ),
    ...[UDP, TCP].flatMap((protocol) => cloudProbes(String(Number(host) - 1), protocol, port)),
  ]);
  return [...near, ...task];
}

function cloudProbes(host: string, protocol: number, destinationPort: number): readonly BaselineProbe[] {
  const load = { protocol, sourcePort: 10_000 + destinationPort, destinationPort };
  return [
    { family: 'ipv4', ...load, peer: `169.254.169.${host}` },
    { family: 'ipv6', ...load, peer: `fd00:ec2::${host}` },
  ];
}

function udp4(sourcePort: number, destinationPort: number): BaselineProbe {
  return { family: 'ipv4', protocol: UDP, sourcePort, destinationPort };
}

function udp6(sourcePort: number, destinationPort: number): BaselineProbe {
  return { family: 'ipv6', protocol: UDP, sourcePort, destinationPort };
}
