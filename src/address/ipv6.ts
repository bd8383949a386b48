import ipaddr from 'ipaddr.js';
import type { Interval } from './intervals.js';
import type { Space } from './space.js';

const END = 1n << 128n;

/** IPv6 addresses as the numbers 0 to 2^128 - 1. */
export const ipv6: Space<bigint> = {
  family: 'ipv6',
  bits: 128,
  everything: [0n, END],
  last: ({ end }) => end - 1n,
  size: ({ start, end }) => Number(end - start),
  plus: (address, offset) => address + BigInt(offset),
  room: (length) => new Array(length),
  visitPrefixes,
  countPrefixes,
  mask: (length) => END - (1n << BigInt(128 - length)),
  lengthOf,
  format,
};

function visitPrefixes(start: bigint, end: bigint, visit: (address: bigint, length: number) => void): void {
  let address = start;
  while (address < end) {
    let length = 128;
    let size = 1n;
    while (length > 0 && (address & (size * 2n - 1n)) === 0n && address + size * 2n <= end) {
      size *= 2n;
      length--;
    }
    visit(address, length);
    address += size;
  }
}

function countPrefixes(start: bigint, end: bigint): number {
  let count = 0;
  visitPrefixes(start, end, () => count++);
  return count;
}

function lengthOf({ start, end }: Interval<bigint>): number | undefined {
  const size = end - start;
  if ((size & (size - 1n)) !== 0n || start % size !== 0n) return undefined;
  return 129 - size.toString(2).length;
}

/** The spelling of RFC 5952. */
function format(address: bigint): string {
  const bytes: number[] = [];
  for (let shift = 120n; shift >= 0n; shift -= 8n) bytes.push(Number((address >> shift) & 255n));
  return new ipaddr.IPv6(bytes).toRFC5952String();
}

/** `text` must already be known to be a plain IPv6 address: no zone, no embedded IPv4 address. */
export function parseIpv6(text: string): bigint | undefined {
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  return ipaddr.IPv6.parse(text)
    .toByteArray()
    .reduce((address, byte) => (address << 8n) | BigInt(byte), 0n);
}
