import type { Probe } from './rig/index.js';

/** The host under test in the tables of packets: one interface, or two. */
export const OWN = {
  eth0: { ipv4: '10.0.1.10', ipv6: '2001:db8:1::10' },
  eth1: { ipv4: '10.0.2.10', ipv6: '2001:db8:2::10' },
} as const;

type Device = keyof typeof OWN;

/** `in eth0 203.0.113.9 tcp/22` as a packet: way, device, peer, and what it carries. */
export function packet(text: string, id: number): Probe {
  const [way, device, peer, load] = text.split(/\s+/) as [string, Device, string, string];
  const family = peer.includes(':') ? 'ipv6' : 'ipv4';
  const own = OWN[device][family];
  const ends = way === 'in' ? { source: peer, destination: own } : { source: own, destination: peer };
  return {
    id,
    direction: way === 'in' ? 'ingress' : 'egress',
    device,
    family,
    ...ends,
    ...loadOf(load, family),
  };
}

function loadOf(text: string, family: 'ipv4' | 'ipv6'): Pick<Probe, 'protocol' | 'port' | 'type' | 'code'> {
  const [name, first, second] = text.split('/') as [string, string, string?];
  if (name === 'tcp') return { protocol: 6, port: Number(first) };
  if (name === 'udp') return { protocol: 17, port: Number(first) };
  if (name === 'icmp') {
    return { protocol: family === 'ipv4' ? 1 : 58, type: Number(first), code: Number(second ?? 0) };
  }
  return { protocol: Number(first) };
}
