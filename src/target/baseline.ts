import type { Family } from '../address/space.js';
import type { Baseline } from '../definition/model.js';
import { ICMPV6, TCP, UDP } from '../traffic/protocols.js';

/** One kind of packet that a host admits whatever its groups say. Every condition that is present must hold. */
export interface Admission {
  readonly hook: 'input' | 'output';
  readonly family: Family;
  readonly protocol: number;
  /** First and last ICMPv6 type of each interval. */
  readonly icmpTypes?: readonly (readonly [number, number])[];
  readonly hopLimit?: number;
  readonly source?: string;
  readonly destination?: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Why it is admitted; printed as a comment. */
  readonly reason: string;
}

type Hook = Admission['hook'];

const hooks: readonly Hook[] = ['input', 'output'];

/** What clouds never filter (fact 20), with every condition that tells it from other traffic. */
export function baselineAdmissions(baseline: Baseline): readonly Admission[] {
  return [
    ...(baseline.neighbourDiscovery ? hooks.map(neighbourDiscovery) : []),
    ...(baseline.multicastListener ? multicastListener : []),
    ...(baseline.dhcpv4 ? dhcpv4 : []),
    ...(baseline.dhcpv6 ? dhcpv6 : []),
    ...(baseline.cloud ? cloudServices : []),
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
  { ...listenerDiscovery, hook: 'input', source: 'fe80::/10' },
  { ...listenerDiscovery, hook: 'output', destination: 'ff00::/8' },
];

const dhcpv4: readonly Admission[] = [
  {
    hook: 'input',
    family: 'ipv4',
    protocol: UDP,
    sourcePort: 67,
    destinationPort: 68,
    reason: 'DHCPv4 client',
  },
  {
    hook: 'output',
    family: 'ipv4',
    protocol: UDP,
    sourcePort: 68,
    destinationPort: 67,
    reason: 'DHCPv4 client',
  },
];

/** RFC 8415: servers and relays answer from their link-local address; clients ask all of them by multicast. */
const dhcpv6: readonly Admission[] = [
  {
    hook: 'input',
    family: 'ipv6',
    protocol: UDP,
    source: 'fe80::/10',
    sourcePort: 547,
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

/** Link-local services of the cloud: resolver, instance metadata, time (fact 20). */
const cloudServices: readonly Admission[] = [
  ...cloudService('169.254.169.253', 'fd00:ec2::253', UDP, 53, 'cloud resolver'),
  ...cloudService('169.254.169.253', 'fd00:ec2::253', TCP, 53, 'cloud resolver'),
  ...cloudService('169.254.169.254', 'fd00:ec2::254', TCP, 80, 'cloud instance metadata'),
  ...cloudService('169.254.169.123', 'fd00:ec2::123', UDP, 123, 'cloud time'),
];

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
