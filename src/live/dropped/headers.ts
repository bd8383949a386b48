import { type AddressRange, parseAddress } from '../../address/parse.js';
import { hasPorts, isIcmp } from '../../traffic/protocols.js';

/** What the headers of a packet say that rules look at. */
export interface Headers {
  readonly source: AddressRange;
  readonly destination: AddressRange;
  readonly protocol: number;
  /** Of TCP and UDP, where the packet has them: a later fragment has none. */
  readonly sourcePort?: number | undefined;
  readonly port?: number | undefined;
  /** Of ICMP and ICMPv6. */
  readonly type?: number | undefined;
  readonly code?: number | undefined;
}

/** The headers of a packet, which begins with that of IP and may be cut off; undefined where they are not whole. */
export function headersOf(bytes: Buffer): Headers | undefined {
  const [first = 0] = bytes;
  if (first >> 4 === 4) return ipv4Headers(bytes);
  return first >> 4 === 6 ? ipv6Headers(bytes) : undefined;
}

const IPV4_LENGTH = 20;
const IPV6_LENGTH = 40;

function ipv4Headers(bytes: Buffer): Headers | undefined {
  const length = (bytes[0]! & 15) * 4;
  if (bytes.length < IPV4_LENGTH || length < IPV4_LENGTH) return undefined;
  const isFirst = (bytes.readUInt16BE(6) & 0x1fff) === 0;
  const ends = [12, 16].map((at) => Array.from(bytes.subarray(at, at + 4)).join('.'));
  return headers(ends, bytes[9]!, isFirst ? bytes.subarray(length) : NOTHING);
}

const NOTHING = Buffer.alloc(0);

/** Headers between those of IPv6 and of the protocol, which the kernel skips to find it. */
const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const OPTIONS = 60;

function ipv6Headers(bytes: Buffer): Headers | undefined {
  if (bytes.length < IPV6_LENGTH) return undefined;
  let protocol = bytes[6]!;
  let at = IPV6_LENGTH;
  let isFirst = true;
  while ([HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, OPTIONS].includes(protocol) && isFirst) {
    if (bytes.length < at + 8) return undefined;
    const [next, units] = [bytes[at]!, bytes[at + 1]!];
    if (protocol === FRAGMENT) isFirst = (bytes.readUInt16BE(at + 2) & 0xfff8) === 0;
    at += protocol === FRAGMENT ? 8 : protocol === AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
    protocol = next;
  }
  const ends = [8, 24].map((from) =>
    Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(from + 2 * i).toString(16)).join(':'),
  );
  return headers(ends, protocol, isFirst ? bytes.subarray(at) : NOTHING);
}

function headers(ends: readonly string[], protocol: number, inside: Buffer): Headers | undefined {
  const [source, destination] = ends.map((end) => parseAddress(end));
  if (!source!.ok || !destination!.ok) return undefined;
  const base = { source: source!.range, destination: destination!.range, protocol };
  if (hasPorts(protocol) && inside.length >= 4)
    return { ...base, sourcePort: inside.readUInt16BE(0), port: inside.readUInt16BE(2) };
  if (isIcmp(protocol) && inside.length >= 2) return { ...base, type: inside[0]!, code: inside[1]! };
  return base;
}
