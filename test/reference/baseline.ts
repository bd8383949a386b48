import { inRange } from './addresses.js';
import type { Baseline, Host, ProbePacket } from './model.js';
import { ICMPV6, TCP, UDP } from './vocabulary.js';

const everythingButCloud: Baseline = {
  neighbourDiscovery: true,
  multicastListener: true,
  dhcpv4: true,
  dhcpv6: true,
  cloud: false,
};

const nothing: Baseline = {
  neighbourDiscovery: false,
  multicastListener: false,
  dhcpv4: false,
  dhcpv6: false,
  cloud: false,
};

export function baselineOf(host: Host): Baseline {
  const { baseline = true } = host;
  if (baseline === true) return everythingButCloud;
  return baseline === false ? nothing : { ...everythingButCloud, ...baseline };
}

/** The part of the baseline that admits the packet (fact 20), if any does. */
export function admittedBy(host: Host, packet: ProbePacket): keyof Baseline | undefined {
  const baseline = baselineOf(host);
  if (baseline.neighbourDiscovery && isNeighbourDiscovery(packet)) return 'neighbourDiscovery';
  if (baseline.multicastListener && isMulticastListener(packet)) return 'multicastListener';
  if (baseline.dhcpv4 && isDhcpv4(packet)) return 'dhcpv4';
  if (baseline.dhcpv6 && isDhcpv6(packet)) return 'dhcpv6';
  if (baseline.cloud && isCloudService(packet)) return 'cloud';
  return undefined;
}

/** Hop limit 255 shows that no router forwarded it. */
function isNeighbourDiscovery(packet: ProbePacket): boolean {
  return isIcmpv6(packet, [133, 134, 135, 136]) && packet.hopLimit === 255;
}

/** From this link's addresses, to multicast groups; a sender far away can choose a hop limit too. */
function isMulticastListener(packet: ProbePacket): boolean {
  if (!isIcmpv6(packet, [130, 131, 132, 143]) || packet.hopLimit !== 1) return false;
  if (packet.direction === 'egress') return inRange('ff00::/8', packet.destination);
  return inRange('fe80::/10', packet.source);
}

function isIcmpv6(packet: ProbePacket, types: readonly number[]): boolean {
  return packet.family === 'ipv6' && packet.protocol === ICMPV6 && types.includes(packet.icmpType!);
}

/** Where a server or relay can be that answers to one address: no stranger on the internet has an address of these. */
const nearby = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10'];

function isDhcpv4(packet: ProbePacket): boolean {
  if (packet.family !== 'ipv4') return false;
  if (packet.direction === 'egress') return isUdp(packet, 68, 67);
  const isNear = nearby.some((prefix) => inRange(prefix, packet.source));
  return isUdp(packet, 67, 68) && (packet.destination === '255.255.255.255' || isNear);
}

/** Fact 38: of an answer, the destination is sure. */
function isDhcpv6(packet: ProbePacket): boolean {
  if (packet.family !== 'ipv6' || packet.protocol !== UDP) return false;
  if (packet.direction === 'ingress')
    return packet.destinationPort === 546 && inRange('fe80::/10', packet.destination);
  return isUdp(packet, 546, 547) && inRange('ff02::1:2', packet.destination);
}

function isUdp(packet: ProbePacket, sourcePort: number, destinationPort: number): boolean {
  return (
    packet.protocol === UDP && packet.sourcePort === sourcePort && packet.destinationPort === destinationPort
  );
}

function isCloudService(packet: ProbePacket): boolean {
  if (packet.direction === 'ingress') return false;
  const to = (v4: string, v6: string) => inRange(packet.family === 'ipv4' ? v4 : v6, packet.destination);
  const isTo = (protocol: number, port: number) =>
    packet.protocol === protocol && packet.destinationPort === port;
  if (to('169.254.169.253', 'fd00:ec2::253')) return isTo(UDP, 53) || isTo(TCP, 53);
  if (packet.destination === '169.254.170.2') return isTo(TCP, 80);
  if (to('169.254.169.254', 'fd00:ec2::254')) return isTo(TCP, 80);
  return to('169.254.169.123', 'fd00:ec2::123') && isTo(UDP, 123);
}
