import type { Family } from '../../address/space.js';
import { hasPorts, ICMP, ICMPV6, isIcmp, TCP, UDP } from '../../traffic/protocols.js';
import { isWhole, type Traffic } from '../../traffic/traffic.js';

/** Protocol and ports of a rule; null is all of them (fact 24). */
export interface TrafficFields {
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
}

const names: ReadonlyMap<number, string> = new Map([
  [TCP, 'tcp'],
  [UDP, 'udp'],
  [ICMP, 'icmp'],
  [ICMPV6, 'ipv6-icmp'],
]);

const LAST_PORT = 65_535;

/** Where the ports from 1 on are cut in two: written as one range, they are stored as every port, 0 among them (fact 25). */
const MIDDLE = 32_767;

/** What a rule says for the traffic; several where one cannot say it, and nothing where none can: the text is why. */
export function trafficFields(traffic: Traffic): readonly TrafficFields[] | string {
  const { protocol, first, last } = traffic;
  if (protocol === 0) return 'protocol 0 means every protocol there';
  const name = protocol === 'all' ? null : (names.get(protocol) ?? String(protocol));
  if (protocol === 'all' || isWhole(traffic)) return [fields(name, null, null)];
  if (isIcmp(protocol)) return [fields(name, Math.floor(first / 256), first === last ? first % 256 : null)];
  if (!hasPorts(protocol)) return [fields(name, null, null)];
  if (first === 0) return 'it has no port 0; name the ports from 1 on';
  if (first === 1 && last === LAST_PORT)
    return [fields(name, 1, MIDDLE), fields(name, MIDDLE + 1, LAST_PORT)];
  return [fields(name, first, last)];
}

function fields(protocol: string | null, min: number | null, max: number | null): TrafficFields {
  return { protocol, port_range_min: min, port_range_max: max };
}

export function etherType(family: Family): string {
  return family === 'ipv4' ? 'IPv4' : 'IPv6';
}
