import type { Probe } from '../model.js';
import type { Cable } from '../network/names.js';
import { rawPacketOf } from '../wire/packet.js';

/** What makes the sender's speaker try a probe. */
export function sendLine(probe: Probe, cableTo: (probe: Probe) => Cable): string {
  const { id, from, to, traffic } = probe;
  const raw = rawPacketOf(probe);
  if (raw && (traffic.kind === 'forward' || traffic.kind === 'many'))
    return `frame ${id} ${frameWords(raw.bytes, probe, cableTo(probe))}`;
  if (raw) return `send ${id} ${from.address} ${to.address} ${raw.bytes.toString('hex')}`;
  if (!('port' in traffic)) throw new Error(`no packet for ${traffic.kind}`);
  const sourcePort = (traffic.kind === 'udp' && traffic.sourcePort) || 0;
  return `connect ${traffic.kind === 'tcp' ? 'tcp' : 'udp'} ${id} ${from.address} ${sourcePort} ${to.address} ${traffic.port}`;
}

/** No route leads there, or every one, so that the packet is put on the host's cable as it is. */
function frameWords(
  packet: Buffer,
  { family }: Probe,
  { outsideDevice, hostMac, outsideMac }: Cable,
): string {
  const head = `${hostMac}${outsideMac}`.replaceAll(':', '') + (family === 'ipv4' ? '0800' : '86dd');
  return `${outsideDevice} ${head}${packet.toString('hex')}`;
}

/** What the receiver's speaker is told so that a probe is answered. */
export function listenLine({ to, traffic, family }: Probe): string | undefined {
  switch (traffic.kind) {
    case 'tcp':
    case 'udp':
      return `listen ${traffic.kind} ${to.address} ${traffic.port}`;
    case 'protocol':
      return hearLine(family, traffic.protocol);
    default:
      return undefined;
  }
}

/** What makes the sender's speaker notice an answer; sockets of connections notice theirs. */
export function noticeLine({ traffic, family }: Probe): string | undefined {
  if (traffic.kind === 'protocol') return hearLine(family, traffic.protocol);
  const isIcmp = traffic.kind === 'echo' || traffic.kind === 'icmp';
  return isIcmp ? hearLine(family, family === 'ipv4' ? 1 : 58) : undefined;
}

const hearLine = (family: Probe['family'], protocol: number): string =>
  `hear ${family === 'ipv4' ? 4 : 6} ${protocol}`;
