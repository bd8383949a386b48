import { readIpv4, readIpv6 } from './addresses.js';

const sizes4 = Array.from({ length: 33 }, (_, length) => 2 ** (32 - length));
const sizes6 = Array.from({ length: 129 }, (_, length) => 1n << BigInt(128 - length));

const [SLASH, DASH] = [47, 45];

/** What intervals are added to. */
export interface Gatherer<P> {
  readonly push: (start: P, end: P) => unknown;
}

/** Where the first address of `a`, `a-b` or `a/length` ends. */
function firstEnd(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) !== SLASH && text.charCodeAt(at) !== DASH) at++;
  return at;
}

/**
 * Adds the first address, and the one behind the last, of what is all of `text` from `start` to `end`: `a`, `a-b` or
 * `a/length`. False where it is none of these, or has bits behind the length: the programs clear those, and list none. The same for
 * IPv6 is below: common code takes twice the time.
 */
export function addIpv4(bounds: Gatherer<number>, text: string, start: number, end: number): boolean {
  const at = firstEnd(text, start, end);
  const first = readIpv4(text, start, at);
  if (first === undefined) return false;
  if (at === end) {
    bounds.push(first, first + 1);
    return true;
  }
  if (text.charCodeAt(at) === DASH) {
    const last = readIpv4(text, at + 1, end);
    if (last === undefined || last < first) return false;
    bounds.push(first, last + 1);
    return true;
  }
  const length = readLength(text, at + 1, end);
  const size = length === undefined ? undefined : sizes4[length];
  if (size === undefined) return false;
  // Bits are compared, since remainders of numbers beyond 31 bits take long.
  if ((first & (size - 1)) !== 0) return false;
  bounds.push(first, first + size);
  return true;
}

export function addIpv6(bounds: Gatherer<bigint>, text: string, start: number, end: number): boolean {
  const at = firstEnd(text, start, end);
  const first = readIpv6(text, start, at);
  if (first === undefined) return false;
  if (at === end) {
    bounds.push(first, first + 1n);
    return true;
  }
  if (text.charCodeAt(at) === DASH) {
    const last = readIpv6(text, at + 1, end);
    if (last === undefined || last < first) return false;
    bounds.push(first, last + 1n);
    return true;
  }
  const length = readLength(text, at + 1, end);
  const size = length === undefined ? undefined : sizes6[length];
  if (size === undefined) return false;
  if ((first & (size - 1n)) !== 0n) return false;
  bounds.push(first, first + size);
  return true;
}

/** A leading zero means octal to nft, iptables and ipset (fact 41), and is none of ours. */
function readLength(text: string, start: number, end: number): number | undefined {
  let length = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    length = length * 10 + digit;
  }
  if (end - start > 1 && text.charCodeAt(start) === 48) return undefined;
  return start < end && end - start <= 3 ? length : undefined;
}
