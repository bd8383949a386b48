import { inRange } from './addresses.js';
import { type Definition, DUT, type ProbePacket } from './model.js';
import { ICMP, ICMPV6, TCP, UDP } from './vocabulary.js';

/** Sources that a kernel drops before its filter sees them: nobody can be there. */
const noSource = ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3', '::/127', 'ff00::/8', '::ffff:0:0/96'];

/** Destinations that cannot be sent to from a device; multicast would need more than a route. */
const noDestination = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '224.0.0.0/4',
  '255.255.255.255',
  '::/127',
  'ff00::/8',
  '::ffff:0:0/96',
];

const dhcpv6Servers = 'ff02::1:2';

/**
 * Protocols without ports that need no valid payload and are no IPv6 extension header, so that the kernel takes any
 * packet of them for an ordinary one.
 */
const portless = [47, 50, 88, 89, 99, 112, 115, 253] as const;

export const portlessProtocols = { ipv4: [2, 51, ...portless], ipv6: portless } as const;

/** Whether a kernel would carry the packet as far as its filter, and treat it as the first of its flow. */
export function isSendable(definition: Definition, packet: ProbePacket): boolean {
  const peer = packet.direction === 'ingress' ? packet.source : packet.destination;
  if (ownAddresses(definition).some((own) => inRange(own, peer))) return false;
  if (!isOrdinaryProtocol(packet)) return false;
  if (packet.direction === 'ingress') return !noSource.some((range) => inRange(range, peer));
  return peer === dhcpv6Servers || !noDestination.some((range) => inRange(range, peer));
}

function ownAddresses(definition: Definition): readonly string[] {
  return Object.values(definition.hosts[DUT]!.interfaces).flatMap(({ addresses }) => addresses);
}

function isOrdinaryProtocol({ family, protocol }: ProbePacket): boolean {
  const number: number = protocol;
  if (number === TCP || number === UDP) return true;
  if (number === ICMP || number === ICMPV6) return (number === ICMP) === (family === 'ipv4');
  return (portlessProtocols[family] as readonly number[]).includes(number);
}

/** ICMP answers by the number of their request: both are one flow to connection tracking. */
const requestOf: Readonly<Record<string, number>> = {
  '1/0': 8,
  '1/14': 13,
  '1/16': 15,
  '1/18': 17,
  '58/129': 128,
  '58/140': 139,
};

/**
 * What connection tracking knows a flow by, the same in both directions: two probes of one flow would not both be its
 * first packet, and the second would pass whatever the rules say (fact 16).
 */
export function flowOf(packet: ProbePacket): string {
  const { protocol, source, destination, sourcePort, destinationPort, icmpType, icmpCode } = packet;
  if (icmpType === undefined) {
    const ends = [`${source} ${sourcePort}`, `${destination} ${destinationPort}`];
    return [protocol, ...ends.sort()].join(' ');
  }
  const query = requestOf[`${protocol}/${icmpType}`] ?? icmpType;
  return [protocol, ...[source, destination].sort(), query, icmpCode, packet.hopLimit].join(' ');
}
