import type { Interval } from './intervals.js';
import { roomFor } from './room.js';
import type { Space } from './space.js';

const END = 2 ** 32;

/** IPv4 addresses as the numbers 0 to 2^32 - 1. */
export const ipv4: Space<number> = {
  family: 'ipv4',
  bits: 32,
  everything: [0, END],
  last: ({ end }) => end - 1,
  size: ({ start, end }) => end - start,
  plus: (address, offset) => address + offset,
  room: roomFor,
  visitPrefixes,
  countPrefixes,
  mask: (length) => END - 2 ** (32 - length),
  lengthOf,
  format,
};

function visitPrefixes(start: number, end: number, visit: (address: number, length: number) => void): void {
  for (let address = start; address < end; ) {
    const length = firstLength(address, end);
    visit(address, length);
    address += SIZES[length]!;
  }
}

function countPrefixes(start: number, end: number): number {
  let count = 0;
  for (let address = start; address < end; address += SIZES[firstLength(address, end)]!) count++;
  return count;
}

/** Of the largest prefix that begins with an address and ends before another. Bits are counted: remainders take long beyond 31 bits. */
function firstLength(address: number, end: number): number {
  const left = end - address;
  const aligned = address === 0 ? 32 : 31 - Math.clz32(address & -address);
  const fitting = left === END ? 32 : 31 - Math.clz32(left);
  return 32 - Math.min(aligned, fitting);
}

const SIZES = Array.from({ length: 33 }, (_, length) => 2 ** (32 - length));

function lengthOf({ start, end }: Interval<number>): number | undefined {
  const size = end - start;
  const length = 32 - Math.log2(size);
  return Number.isInteger(length) && start % size === 0 ? length : undefined;
}

function format(address: number): string {
  return `${Math.floor(address / 2 ** 24)}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}
