import { addressText } from './bytes.js';
import { type Family, type LabPlan, outsideDevice } from './plan.js';

/** An IP packet that the host has sent, as seen on the wire outside. */
export interface Frame {
  /** The host's device that it left by. */
  readonly device: string;
  readonly family: Family;
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  /** Of TCP and UDP. */
  readonly sourcePort?: number;
  readonly port?: number;
  readonly flags?: number;
  /** Of ICMP. */
  readonly type?: number;
  readonly code?: number;
}

/** Reads the "frame DEVICE HEX" lines of the sender; what is not IP is left out. */
export function readFrames(plan: LabPlan, report: string): readonly Frame[] {
  return report.split('\n').flatMap((line) => {
    const [kind, outside, hex = ''] = line.split(' ');
    if (kind !== 'frame') return [];
    const device = plan.interfaces.find((_, index) => outsideDevice(index) === outside)!.device;
    const bytes = Buffer.from(hex, 'hex');
    const etherType = bytes.readUInt16BE(12);
    if (etherType === 0x0800) return [ipv4Frame(device, bytes.subarray(14))];
    return etherType === 0x86dd ? [ipv6Frame(device, bytes.subarray(14))] : [];
  });
}

function ipv4Frame(device: string, packet: Buffer): Frame {
  const addresses = [packet.subarray(12, 16), packet.subarray(16, 20)] as const;
  const payload = packet.subarray((packet[0]! & 15) * 4);
  return frame(device, 'ipv4', packet[9]!, addresses, payload);
}

function ipv6Frame(device: string, packet: Buffer): Frame {
  const addresses = [packet.subarray(8, 24), packet.subarray(24, 40)] as const;
  return frame(device, 'ipv6', packet[6]!, addresses, packet.subarray(40));
}

function frame(
  device: string,
  family: Family,
  protocol: number,
  [source, destination]: readonly [Buffer, Buffer],
  payload: Buffer,
): Frame {
  const seen = {
    device,
    family,
    protocol,
    source: addressText(source),
    destination: addressText(destination),
  };
  if (protocol === 1 || protocol === 58) return { ...seen, type: payload[0]!, code: payload[1]! };
  if (protocol !== 6 && protocol !== 17) return seen;
  const ports = { sourcePort: payload.readUInt16BE(0), port: payload.readUInt16BE(2) };
  return { ...seen, ...ports, ...(protocol === 6 ? { flags: payload[13]! } : {}) };
}
