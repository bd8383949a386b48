import type { Probe } from '../model.js';
import { rawPacketOf } from '../wire/packet.js';

const TCP = 6;
const UDP = 17;
const WITH_PORTS: ReadonlySet<number> = new Set([1, TCP, UDP, 58]);

/** What a recorder knows a probe by. `sourcePort`: of TCP and UDP, once the kernel has chosen it. */
export function identityOf(probe: Probe, sourcePort: number | undefined): string | undefined {
  const { traffic, from, to } = probe;
  const version = probe.family === 'ipv4' ? '4' : '6';
  const raw = rawPacketOf(probe);
  if (raw && !WITH_PORTS.has(raw.protocol))
    return [`other${version}`, raw.protocol, from.address, to.address].join(' ');
  if (raw) return ports(raw.protocol, raw.words[0], raw.words[1]);
  if (sourcePort === undefined || !('port' in traffic)) return undefined;
  return ports(traffic.kind === 'tcp' ? TCP : UDP, sourcePort, traffic.port);

  function ports(protocol: number, source: number, destination: number): string {
    return [`ports${version}`, protocol, from.address, source, to.address, destination].join(' ');
  }
}
