import type { Family } from '../address/space.js';
import type { Settings } from '../definition/model.js';
import { ICMPV6, TCP, UDP } from '../traffic/protocols.js';

/** One kind of packet that a host admits whatever its groups say. Every condition that is present must hold. */
export interface Admission {
  readonly hook: 'input' | 'output';
  readonly family: Family;
  readonly protocol: number;
  /** First and last ICMPv6 type of each interval. */
  readonly icmpTypes?: readonly (readonly [number, number])[];
  readonly hopLimit?: number;
  /** Prefixes, of which one must hold the address. */
  readonly sources?: readonly string[];
  readonly destination?: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Why it is admitted; printed as a comment. */
  readonly reason: string;
}

type Hook = Admission['hook'];

const hooks: readonly Hook[] = ['input', 'output'];

/** What clouds never filter (fact 20), with every condition that tells it from other traffic but the device. */
export function baselineAdmissions({
  baseline,
  resolvers,
}: Pick<Settings, 'baseline' | 'resolvers'>): readonly Admission[] {
  return [
    ...(baseline.neighbourDiscovery ? hooks.map(neighbourDiscovery) : []),
    ...(baseline.multicastListener ? multicastListener : []),
    ...(baseline.dhcpv4 ? dhcpv4 : []),
    ...(baseline.dhcpv6 ? dhcpv6 : []),
    ...(baseline.cloud ? [...cloudServices, ...resolvers.flatMap(resolver)] : []),
  ];
}

/** RFC 4861: types 133 to 136; a hop limit of 255 shows that no router forwarded them. */
function neighbourDiscovery(hook: Hook): Admission {
  return {
    hook,
    family: 'ipv6',
    protocol: ICMPV6,
    icmpTypes: [[133, 136]],
    hopLimit: 255,
    reason: 'neighbour discovery',
  };
}

/**
 * RFC 2710 and RFC 3810: types 130 to 132 and 143, hop limit 1, from link-local addresses to multicast groups. The hop limit
 * alone would not show that a packet comes from this link. Outgoing reports may have no source yet, so theirs is open.
 */
const listenerDiscovery = {
  family: 'ipv6',
  protocol: ICMPV6,
  icmpTypes: [
    [130, 132],
    [143, 143],
  ],
  hopLimit: 1,
  reason: 'multicast listener discovery',
} as const;

const multicastListener: readonly Admission[] = [
  { ...listenerDiscovery, hook: 'input', sources: ['fe80::/10'] },
  { ...listenerDiscovery, hook: 'output', destination: 'ff00::/8' },
];

/** Where servers and relays are that answer to one address: private networks (RFC 1918, RFC 6598) and this link. */
const dhcpServers = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

const dhcpv4Answer = {
  hook: 'input',
  family: 'ipv4',
  protocol: UDP,
  sourcePort: 67,
  destinationPort: 68,
  reason: 'DHCPv4 client',
} as const;

/**
 * RFC 2131: connection tracking does not know an answer to what was asked of everybody. No router passes on what is for
 * everybody, so that comes from this link, where a server may have any address; a renewal is asked of the server alone.
 */
const dhcpv4: readonly Admission[] = [
  { ...dhcpv4Answer, destination: '255.255.255.255' },
  { ...dhcpv4Answer, sources: dhcpServers },
  {
    hook: 'output',
    family: 'ipv4',
    protocol: UDP,
    sourcePort: 68,
    destinationPort: 67,
    reason: 'DHCPv4 client',
  },
];

/**
 * RFC 8415: clients ask all servers and relays of their link by multicast. An answer comes to the client's link-local
 * address, which no router passes on, from whatever address and port (fact 38).
 */
const dhcpv6: readonly Admission[] = [
  {
    hook: 'input',
    family: 'ipv6',
    protocol: UDP,
    destination: 'fe80::/10',
    destinationPort: 546,
    reason: 'DHCPv6 client',
  },
  {
    hook: 'output',
    family: 'ipv6',
    protocol: UDP,
    destination: 'ff02::1:2',
    sourcePort: 546,
    destinationPort: 547,
    reason: 'DHCPv6 client',
  },
];

/** Link-local services of the cloud: resolver, instance metadata, time (fact 20), task metadata of ECS (fact 37). */
const cloudServices: readonly Admission[] = [
  ...cloudService('169.254.169.253', 'fd00:ec2::253', UDP, 53, 'cloud resolver'),
  ...cloudService('169.254.169.253', 'fd00:ec2::253', TCP, 53, 'cloud resolver'),
  ...cloudService('169.254.169.254', 'fd00:ec2::254', TCP, 80, 'cloud instance metadata'),
  ...cloudService('169.254.169.123', 'fd00:ec2::123', UDP, 123, 'cloud time'),
  {
    hook: 'output',
    family: 'ipv4',
    protocol: TCP,
    destination: '169.254.170.2',
    destinationPort: 80,
    reason: 'cloud task metadata',
  },
];

/** The resolver of the host's own network (fact 37). */
function resolver(destination: string): readonly Admission[] {
  const family: Family = destination.includes(':') ? 'ipv6' : 'ipv4';
  return [UDP, TCP].map((protocol) => ({
    hook: 'output',
    family,
    protocol,
    destination,
    destinationPort: 53,
    reason: 'resolver of the network',
  }));
}

function cloudService(
  v4: string,
  v6: string,
  protocol: number,
  destinationPort: number,
  reason: string,
): readonly Admission[] {
  return [
    { hook: 'output', family: 'ipv4', protocol, destination: v4, destinationPort, reason },
    { hook: 'output', family: 'ipv6', protocol, destination: v6, destinationPort, reason },
  ];
}
