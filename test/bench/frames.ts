import { addressBytes, checksum, u8, u16, u32 } from '../kernel/rig/bytes.js';
import { HOST, type Rule } from './rules.js';

/** Bytes of a frame, the least that Ethernet has; what the packet leaves of it is padding. */
const SIZE = 60;
export const FRAMES = 100_000;

export const MAC = { outside: '02:00:00:00:00:00', host: '02:00:00:00:01:00' } as const;

const ETHERNET = Buffer.from(`${MAC.host}:${MAC.outside}:08:00`.replaceAll(':', ''), 'hex');
const DESTINATION = addressBytes(HOST.address);
const SOURCE_PORTS = 60_000;

/**
 * Packets that each open a flow of their own, as long as none are more than 15,000,000.
 * - accepted: UDP that a rule allows. No socket takes them and nothing answers, while a TCP connection would cost an
 *   answer each.
 * - refused: TCP and UDP to a port of a rule, from an address between those of two rules: one has to look at everything.
 */
export function framesOf(
  count: number,
  ruleAt: (index: number) => Rule,
  outcome: 'accepted' | 'refused',
): Buffer {
  const frames = Array.from({ length: FRAMES }, (_, at) => {
    // Every second rule, the odd ones, is of UDP.
    const rule = ruleAt(outcome === 'refused' ? scattered(at, count) : scattered(at, count >> 1) * 2 + 1);
    const host = 1 + Math.floor(at / SOURCE_PORTS) + (outcome === 'refused' ? 256 : 0);
    return frame(rule, rule.source + host, 1_024 + (at % SOURCE_PORTS));
  });
  return Buffer.concat(frames);
}

/** Spreads consecutive packets over all rules, as multiplication by an odd number near the golden ratio does. */
const scattered = (at: number, count: number): number =>
  Math.floor(((Math.imul(at, 0x9e3779b1) >>> 0) / 2 ** 32) * count);

function frame({ protocol, port }: Rule, source: number, sourcePort: number): Buffer {
  const ports = u16(sourcePort, port);
  const body = protocol === 'tcp' ? Buffer.concat([ports, SYN]) : Buffer.concat([ports, u16(8, 0)]);
  const number = protocol === 'tcp' ? 6 : 17;
  const addresses = Buffer.concat([u32(source), DESTINATION]);
  body.writeUInt16BE(checksum(addresses, u16(number, body.length), body), protocol === 'tcp' ? 16 : 6);
  const header = Buffer.concat([u8(0x45, 0), u16(20 + body.length, 0, 0), u8(64, number), u16(0), addresses]);
  header.writeUInt16BE(checksum(header), 10);
  const whole = Buffer.alloc(SIZE);
  Buffer.concat([ETHERNET, header, body]).copy(whole);
  return whole;
}

/** Of a TCP header what follows the ports. */
const SYN = Buffer.concat([u32(1), u32(0), u8(0x50, 2), u16(64_000, 0, 0)]);
