import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
/** The bytes of an address. Read by another parser than the compiler's own, so that a fault there cannot hide here. */
export function addressBytes(text) {
    if (isIP(text) === 0)
        throw new Error(`'${text}' is not an address`);
    return Buffer.from(ipaddr.parse(text).toByteArray());
}
export const u8 = (...values) => Buffer.from(values);
export function u16(...values) {
    return Buffer.from(values.flatMap((value) => [(value >>> 8) & 0xff, value & 0xff]));
}
export function u32(value) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value >>> 0);
    return bytes;
}
/** The Internet checksum (RFC 1071). */
export function checksum(...parts) {
    const bytes = Buffer.concat(parts);
    let sum = 0;
    for (let at = 0; at < bytes.length; at += 2)
        sum += bytes[at] * 256 + (bytes[at + 1] ?? 0);
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >>> 16);
    return ~sum & 0xffff;
}
