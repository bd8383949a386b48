import type { Probe } from '../model.js';
import { addressBytes, checksum, u8, u16, u32 } from './bytes.js';

/** A probe that no socket but a raw one can send. */
export interface RawPacket {
  /** A whole IP packet. */
  readonly bytes: Buffer;
  readonly protocol: number;
  /** The first 32 bits behind the IP header's end that tell it from others: ports, or of ICMP type, code and checksum. */
  readonly words: readonly [number, number];
}

const TCP = 6;
const GRE = 47;
const UDP = 17;
const HOP_LIMIT = 64;
const RST_SYN_FIN = 0x07;
/** Above the ports that the kernel chooses for connections. */
const SOURCE_PORT = 61_000;

/** The packet of a probe; none for those that ordinary sockets send. */
export function rawPacketOf(probe: Probe): RawPacket | undefined {
  const load = loadOf(probe);
  if (!load) return undefined;
  const { family, from, to } = probe;
  const ends = [addressBytes(from.address), addressBytes(to.address)] as const;
  const header = family === 'ipv4' ? ipv4Header(load, ends) : ipv6Header(load, ends);
  const { bytes, protocol } = load;
  return {
    bytes: Buffer.concat([header, bytes]),
    protocol,
    words: [bytes.readUInt16BE(0), bytes.readUInt16BE(2)],
  };
}

interface Load {
  readonly protocol: number;
  readonly bytes: Buffer;
  readonly hopLimit?: number | undefined;
}

function loadOf(probe: Probe): Load | undefined {
  const { traffic, id } = probe;
  const text = Buffer.from(`secgroup ask ${id} ${probe.to.address}`);
  switch (traffic.kind) {
    case 'echo':
      return icmp(probe, probe.family === 'ipv4' ? 8 : 128, 0, text);
    case 'icmp':
      return { ...icmp(probe, traffic.type, traffic.code, text), hopLimit: traffic.hopLimit };
    case 'forward':
    case 'many':
      return sealed(probe, UDP, Buffer.concat([u16(SOURCE_PORT, traffic.port, 8 + text.length, 0), text]), 6);
    case 'protocol':
      return { protocol: traffic.protocol, bytes: Buffer.concat([headOf(traffic.protocol, id), text]) };
    case 'invalid':
      return sealed(probe, TCP, tcpHeader(id, traffic.port), 16);
    default:
      return undefined;
  }
}

/** What a protocol begins with, as far as anybody looks: of GRE version 0 without options, of IPv4. */
function headOf(protocol: number, id: number): Buffer {
  return protocol === GRE ? u16(0, 0x0800) : Buffer.concat([u32(id), u32(1)]);
}

/** Flags that no segment of a connection has together. */
function tcpHeader(id: number, port: number): Buffer {
  const source = SOURCE_PORT + (id % 4_000);
  return Buffer.concat([u16(source, port), u32(id), u32(0), u8(0x50, RST_SYN_FIN), u16(64_000, 0, 0)]);
}

function icmp(probe: Probe, type: number, code: number, text: Buffer): Load {
  const id = u16(probe.id & 0xffff, 1);
  // Timestamps and address masks come before any text.
  const fixed = probe.family === 'ipv4' && type >= 13 && type <= 18 ? Buffer.alloc(12) : Buffer.alloc(0);
  const message = Buffer.concat([u8(type, code, 0, 0), id, fixed, text]);
  return sealed(probe, probe.family === 'ipv4' ? 1 : 58, message, 2);
}

/** Puts in the checksum; only ICMP of IPv4 leaves the addresses out of it. */
function sealed({ from, to, family }: Probe, protocol: number, message: Buffer, at: number): Load {
  const addresses = [addressBytes(from.address), addressBytes(to.address)];
  const lengths = family === 'ipv4' ? u16(protocol, message.length) : [u32(message.length), u32(protocol)];
  const pseudo = protocol === 1 ? [] : [...addresses, ...[lengths].flat()];
  const bytes = Buffer.from(message);
  bytes.writeUInt16BE(checksum(Buffer.concat(pseudo), message), at);
  return { protocol, bytes };
}

type Ends = readonly [source: Buffer, destination: Buffer];

/** The kernel chooses the identification of what is not put on the wire as it is. */
function ipv4Header({ protocol, bytes, hopLimit = HOP_LIMIT }: Load, ends: Ends): Buffer {
  const dontFragment = 0x4000;
  const head = [u8(0x45, 0), u16(20 + bytes.length, 0, dontFragment), u8(hopLimit, protocol), u16(0)];
  const header = Buffer.concat([...head, ...ends]);
  header.writeUInt16BE(checksum(header), 10);
  return header;
}

function ipv6Header({ protocol, bytes, hopLimit = HOP_LIMIT }: Load, ends: Ends): Buffer {
  return Buffer.concat([u32(0x60000000), u16(bytes.length), u8(protocol, hopLimit), ...ends]);
}
