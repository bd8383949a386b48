import { addressBytes, checksum, u8, u16, u32 } from './bytes.js';
import { hostMac, interfaceIndex, type LabPlan, outsideDevice, outsideMac } from './plan.js';
import { MAX_TAG, PROBE_HOP_LIMIT, type Probe } from './probe.js';
import type { TaggedProbe } from './sender.js';
import { transport } from './transport.js';

/** The IP packet of a probe, with correct checksums and its tag. */
export function ipPacket(probe: Probe, tag: number): Buffer {
  if (!Number.isInteger(tag) || tag < 1 || tag > MAX_TAG)
    throw new RangeError(`Tag ${tag} does not fit a packet`);
  const source = addressBytes(probe.source);
  const destination = addressBytes(probe.destination);
  const size = probe.family === 'ipv4' ? 4 : 16;
  if (source.length !== size || destination.length !== size) {
    throw new Error(
      `Probe ${probe.id}: ${probe.source} and ${probe.destination} are not both ${probe.family}`,
    );
  }
  const load = transport(probe, tag, ipPacket);
  const payload = probe.authenticated ? Buffer.concat([authenticationHeader(probe), load]) : load;
  const header =
    probe.family === 'ipv4' ? ipv4Header(probe, tag, payload.length) : ipv6Header(probe, tag, payload.length);
  const whole = Buffer.concat([header, source, destination, payload]);
  if (probe.family === 'ipv4') whole.writeUInt16BE(checksum(whole.subarray(0, 20)), 10);
  return whole;
}

/** What the sender reads: a line for each probe. */
export function sendLines(plan: LabPlan, probes: readonly TaggedProbe[]): string {
  return probes.map(({ probe, tag }) => sendLine(plan, probe, tag)).join('');
}

/** Device and octets. */
function sendLine(plan: LabPlan, probe: Probe, tag: number): string {
  const packet = ipPacket(probe, tag);
  const index = interfaceIndex(plan, probe.device);
  if (probe.direction === 'egress') return `${probe.device} ${packet.toString('hex')}\n`;
  const macs = [hostMac(index), outsideMac(index)].join('').replaceAll(':', '');
  const type = probe.family === 'ipv4' ? '0800' : '86dd';
  return `${outsideDevice(index)} ${macs}${type}${packet.toString('hex')}\n`;
}

function ipv4Header(probe: Probe, tag: number, payload: number): Buffer {
  const dontFragment = 0x4000;
  return Buffer.concat([
    u8(0x45, 0),
    u16(20 + payload, tag, dontFragment),
    u8(PROBE_HOP_LIMIT, probe.protocol),
    u16(0),
  ]);
}

function ipv6Header(probe: Probe, tag: number, payload: number): Buffer {
  const hopLimit = probe.hopLimit ?? PROBE_HOP_LIMIT;
  const next = probe.authenticated ? AH : probe.protocol;
  return Buffer.concat([u32(0x60000000 + tag), u16(payload), u8(next, hopLimit)]);
}

const AH = 51;

/** Of an association that nobody has agreed on (RFC 4302): the next header, six words, and a check value of three of them. */
function authenticationHeader({ protocol, family }: Probe): Buffer {
  if (family === 'ipv4') throw new Error('The lab authenticates packets of IPv6 only');
  return Buffer.concat([u8(protocol, 4), u16(0), u32(0x1000), u32(1), Buffer.alloc(12)]);
}
