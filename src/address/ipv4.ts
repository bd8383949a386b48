import type { Interval } from './intervals.js';
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
  visitPrefixes,
  mask: (length) => END - 2 ** (32 - length),
  lengthOf,
  format,
};

function visitPrefixes(start: number, end: number, visit: (address: number, length: number) => void): void {
  let address = start;
  while (address < end) {
    let length = 32;
    let size = 1;
    while (length > 0 && address % (size * 2) === 0 && address + size * 2 <= end) {
      size *= 2;
      length--;
    }
    visit(address, length);
    address += size;
  }
}

function lengthOf({ start, end }: Interval<number>): number | undefined {
  const size = end - start;
  const length = 32 - Math.log2(size);
  return Number.isInteger(length) && start % size === 0 ? length : undefined;
}

function format(address: number): string {
  return `${Math.floor(address / 2 ** 24)}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}
