import { addressBytes, u8, u16, u32 } from './bytes.js';
import { type Probe, sourcePortOf } from './probe.js';

const V4_ERRORS: ReadonlySet<number> = new Set([3, 4, 5, 11, 12]);
const UDP = 17;

/** Makes a whole IP packet of a probe; given from above, since an ICMP error carries a packet in a packet. */
export type Pack = (probe: Probe, tag: number) => Buffer;

/** What follows type, code and checksum in ICMP, well-formed for its type: conntrack drops what is cut short. */
export function icmp4Body(probe: Probe, tag: number, pack: Pack): Buffer {
  const type = probe.type ?? 8;
  if (V4_ERRORS.has(type)) return Buffer.concat([u32(0), complaint(probe, tag, pack).subarray(0, 28)]);
  const query = u16(sourcePortOf(probe, tag), 1);
  if (type === 13 || type === 14) return Buffer.concat([query, Buffer.alloc(12)]);
  if (type === 17 || type === 18) return Buffer.concat([query, Buffer.alloc(4)]);
  return query;
}

/** The same for ICMPv6. */
export function icmp6Body(probe: Probe, tag: number, pack: Pack): Buffer {
  const type = probe.type ?? 128;
  const target = addressBytes(probe.destination);
  if (type < 128)
    return Buffer.concat([u32(type === 2 ? 1280 : 0), complaint(probe, tag, pack).subarray(0, 48)]);
  switch (type) {
    case 130:
    case 131:
    case 132:
    case 135:
    case 136:
      return Buffer.concat([u32(0), target]);
    case 133:
      return u32(0);
    case 134:
      // A router that offers nothing: lifetime 0, no prefixes.
      return Buffer.concat([u8(64, 0), u16(0), u32(0), u32(0)]);
    case 137:
      return Buffer.concat([u32(0), target, target]);
    case 143:
      return u16(0, 0);
    default:
      return u16(sourcePortOf(probe, tag), 1);
  }
}

/** The packet that an error complains about, of which it quotes the IP header and eight octets: it went the other way, from the one who is told. */
function complaint(probe: Probe, tag: number, pack: Pack): Buffer {
  const { id, direction, device, family, source, destination } = probe;
  const imagined: Probe = {
    ...{ id, direction, device, family },
    ...{ protocol: UDP, source: destination, destination: source, port: 9 },
  };
  return pack(probe.about ?? imagined, tag);
}
