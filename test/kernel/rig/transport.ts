import { addressBytes, checksum, crc32c, u8, u16, u32 } from './bytes.js';
import { icmp4Body, icmp6Body, type Pack } from './icmp.js';
import { type Probe, sourcePortOf, TCP_SYN } from './probe.js';

const PAYLOAD = Buffer.from('secgroup');

/** What follows the IP header, with its checksum. */
export function transport(probe: Probe, tag: number, pack: Pack): Buffer {
  const ports = u16(sourcePortOf(probe, tag), probe.port ?? 0);
  switch (probe.protocol) {
    case 1:
      return sealed(
        u8(probe.type ?? 8, probe.code ?? 0, 0, 0),
        icmp4Body(probe, tag, pack),
        2,
        Buffer.alloc(0),
      );
    case 6:
      return sealed(
        Buffer.concat([ports, u32(tag), u32(0), u8(0x50, probe.flags ?? TCP_SYN), u16(64_000, 0, 0)]),
        Buffer.alloc(0),
        16,
        pseudoHeader(probe, 20),
      );
    case 17:
      return sealed(Buffer.concat([ports, u16(8 + PAYLOAD.length, 0)]), PAYLOAD, 6, pseudoHeader(probe, 16));
    case 33:
      return sealed(
        Buffer.concat([ports, u8(5, 0, 0, 0, 1, 0), u16(0, 0, tag), u32(42)]),
        Buffer.alloc(0),
        6,
        pseudoHeader(probe, 20),
      );
    case 58:
      return sealedIcmp6(probe, tag, pack);
    case 132:
      return sctpInit(ports, tag);
    case 136:
      return sealed(Buffer.concat([ports, u16(0, 0)]), PAYLOAD, 6, pseudoHeader(probe, 16));
    case 47:
      return Buffer.concat([u16(0, 0x0800), PAYLOAD]);
    default:
      return Buffer.concat([u32(tag), u32(1), PAYLOAD]);
  }
}

/** Header and body with the checksum put in at `at`. Zero would mean "none" to UDP, and is sent as its complement. */
function sealed(header: Buffer, body: Buffer, at: number, pseudo: Buffer): Buffer {
  const whole = Buffer.concat([header, body]);
  const sum = checksum(pseudo, whole);
  whole.writeUInt16BE(sum === 0 && at === 6 ? 0xffff : sum, at);
  return whole;
}

function sealedIcmp6(probe: Probe, tag: number, pack: Pack): Buffer {
  const body = icmp6Body(probe, tag, pack);
  return sealed(u8(probe.type ?? 128, probe.code ?? 0, 0, 0), body, 2, pseudoHeader(probe, 4 + body.length));
}

/** An INIT chunk: the tracker for SCTP takes nothing else for the beginning of a flow. */
function sctpInit(ports: Buffer, tag: number): Buffer {
  const init = Buffer.concat([u8(1, 0), u16(20), u32(tag), u32(65_536), u16(1, 1), u32(tag)]);
  const whole = Buffer.concat([ports, u32(0), u32(0), init]);
  crc32c(whole).copy(whole, 8);
  return whole;
}

function pseudoHeader(probe: Probe, length: number): Buffer {
  const addresses = [addressBytes(probe.source), addressBytes(probe.destination)];
  const rest = probe.family === 'ipv4' ? [u16(probe.protocol, length)] : [u32(length), u32(probe.protocol)];
  return Buffer.concat([...addresses, ...rest]);
}
