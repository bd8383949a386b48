import { formatTraffic } from '../../traffic/format.js';
import { ICMP, ICMPV6, TCP, UDP } from '../../traffic/protocols.js';
import type { Endpoint, Fate, LabHost, Network, Probe, Seen } from '../model.js';

/** What reports call hosts: by name, and by name and id where several have the name. */
export type HostLabels = (endpoint: Pick<Endpoint, 'host'>) => string;

/** What reports call the external network, and whoever sends; no host is labelled so. */
export const OUTSIDE = 'outside';
export const ANYONE = 'anyone';

export function hostLabels({ hosts }: Network): HostLabels {
  const ids = new Map<string, readonly string[]>();
  for (const { id, name } of hosts) ids.set(name, [...(ids.get(name) ?? []), id]);
  const labels = new Map(hosts.map((host) => [host.id, labelOf(host, ids.get(host.name)!.length > 1)]));
  return ({ host }) => (host === undefined ? OUTSIDE : (labels.get(host) ?? host));
}

/** A host may be called as what is no host. */
function labelOf({ id, name }: LabHost, shared: boolean): string {
  return shared || name === OUTSIDE || name === ANYONE ? `${name} (host ${id})` : name;
}

/** `web-1 eth0 10.0.1.10`, `outside 203.0.113.7` */
export function endpointText(endpoint: Endpoint, labelOf: HostLabels): string {
  const device = endpoint.interface === undefined ? '' : ` ${endpoint.interface}`;
  return `${labelOf(endpoint)}${device} ${endpoint.address}`;
}

/** The traffic as the language spells it, and what it cannot spell in words. */
export function trafficText({ traffic, family }: Pick<Probe, 'traffic' | 'family'>): string {
  const icmp = family === 'ipv4' ? ICMP : ICMPV6;
  switch (traffic.kind) {
    case 'tcp':
      return portText(TCP, traffic.port);
    case 'udp':
      return `${portText(UDP, traffic.port)}${traffic.sourcePort === undefined ? '' : ` from port ${traffic.sourcePort}`}`;
    case 'unreachable':
      return `${portText(UDP, traffic.port)} with nobody listening`;
    case 'invalid':
      return `${portText(TCP, traffic.port)} with flags that make no sense`;
    case 'forward':
      return `${portText(UDP, traffic.port)} to be forwarded`;
    case 'many':
      return `${portText(UDP, traffic.port)} to all hosts of the link`;
    case 'echo':
      return family === 'ipv4' ? 'icmp/echo-request' : 'icmpv6/echo-request';
    case 'icmp': {
      const cell = traffic.type * 256 + traffic.code;
      return formatTraffic({ protocol: icmp, first: cell, last: cell });
    }
    case 'protocol':
      return formatTraffic({ protocol: traffic.protocol, first: 0, last: 65_535 });
  }
}

function portText(protocol: number, port: number): string {
  return formatTraffic({ protocol, first: port, last: port });
}

/** `tcp/443 from web-1 eth0 10.0.1.10 to db-1 eth0 10.0.3.10` */
export function probeText(probe: Probe, labelOf: HostLabels): string {
  const [from, to] = [probe.from, probe.to].map((end) => endpointText(end, labelOf));
  return `${trafficText(probe)} from ${from} to ${to}`;
}

const fates: Readonly<Record<Fate, string>> = {
  answered: 'arrives, and so does the answer',
  unanswered: 'arrives, but no answer comes back',
  'not-let-in': 'is not let in',
  'not-let-out': 'is not let out',
};

export function fateText(fate: Fate): string {
  return fates[fate];
}

export function seenText(seen: Seen): string {
  if (seen.fate === 'untried') return `not tried: ${seen.problem}`;
  return seen.isTold ? `${fateText(seen.fate)}, and the sender is told` : fateText(seen.fate);
}
