import { explain } from './evaluate.js';
import { type Definition, DUT, type Host, type OneOrMore, type ProbePacket, type Rule } from './model.js';
import { ICMP, ICMPV6, TCP, UDP } from './vocabulary.js';

/** Words for tables of packet → verdict. Packets are `PEER LOAD`, such as `10.0.0.1 tcp/80` or `2001:db8::1 icmpv6/128/0`. */
export const OWN = { ipv4: '192.0.2.1', ipv6: '2001:db8:ffff::1' } as const;

export const ownAddresses = [OWN.ipv4, OWN.ipv6];

/** A host whose one interface carries the group `g`. */
export function situation(definition: Partial<Definition>, host: Partial<Host> = {}): Definition {
  const interfaces = { eth0: { addresses: ownAddresses, groups: ['g'] } };
  return { groups: {}, ...definition, hosts: { [DUT]: { interfaces, ...host }, ...definition.hosts } };
}

export function ingress(allow: OneOrMore, from: OneOrMore): Definition {
  return withIngress([{ allow, from }]);
}

export function withIngress(rules: readonly Rule[]): Definition {
  return situation({ groups: { g: { ingress: rules } } });
}

export function withEgress(rules: readonly Rule[]): Definition {
  return situation({ groups: { g: { egress: rules } } });
}

export function inbound(text: string, device = 'eth0'): ProbePacket {
  const { peer, family, ...load } = read(text);
  return { direction: 'ingress', device, family, source: peer, destination: OWN[family], ...load };
}

export function outbound(text: string, device = 'eth0'): ProbePacket {
  const { peer, family, ...load } = read(text);
  return { direction: 'egress', device, family, source: OWN[family], destination: peer, ...load };
}

function read(text: string) {
  const [peer, load, hops] = text.split(' ') as [string, string, string?];
  const [name, first, second = '0'] = load.split('/') as [string, string, string?];
  const family: ProbePacket['family'] = peer.includes(':') ? 'ipv6' : 'ipv4';
  return { peer, family, ...loadOf(name, first, second), ...(hops && { hopLimit: Number(hops) }) };
}

/** `udp/67>68` has a source port. */
function loadOf(name: string, first: string, second: string) {
  const icmp = { icmpType: Number(first), icmpCode: Number(second) };
  if (name === 'icmp') return { protocol: ICMP, ...icmp };
  if (name === 'icmpv6') return { protocol: ICMPV6, ...icmp };
  if (name === 'protocol') return { protocol: Number(first) };
  const ports = first.split('>').map(Number);
  return {
    protocol: name === 'tcp' ? TCP : UDP,
    sourcePort: ports.length > 1 ? ports[0]! : 40_000,
    destinationPort: ports.at(-1)!,
  };
}

export function why(definition: Definition, packet: ProbePacket): string {
  return explain({ seed: 0, definition }, packet);
}
