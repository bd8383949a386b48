import type { Family } from './model.js';

/** Addresses as plain numbers: the reference compares them one by one and knows no sets. */
export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** Both ends belong to it. */
export interface AddressRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

export const bitsOf = { ipv4: 32, ipv6: 128 } as const;

export function familyOf(text: string): Family {
  return text.includes(':') ? 'ipv6' : 'ipv4';
}

/** The same few texts are read for every packet. */
function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const value = known.get(text) ?? read(text);
    known.set(text, value);
    return value;
  };
}

export const readAddress = remembered((text: string): Address => {
  return familyOf(text) === 'ipv4'
    ? { family: 'ipv4', value: number(text.split('.'), 10, 8n) }
    : { family: 'ipv6', value: number(sixteenBitWords(text), 16, 16n) };
});

/** Reads an address, a prefix (bits behind its length do not count, fact 11) or `first-last`. */
export const readRange = remembered((text: string): AddressRange => {
  const [first, last] = text.split('-');
  if (last !== undefined) {
    return { family: familyOf(text), first: readAddress(first!).value, last: readAddress(last).value };
  }
  const [address, length] = text.split('/');
  const { family, value } = readAddress(address!);
  const size = 1n << BigInt(bitsOf[family] - Number(length ?? bitsOf[family]));
  const start = value - (value % size);
  return { family, first: start, last: start + size - 1n };
});

export function contains(range: AddressRange, address: Address): boolean {
  return range.family === address.family && range.first <= address.value && address.value <= range.last;
}

export function inRange(range: string, address: string): boolean {
  return contains(readRange(range), readAddress(address));
}

/** IPv4 dotted; IPv6 in the canonical form of RFC 5952, so that equal addresses are equal texts. */
export function formatAddress({ family, value }: Address): string {
  if (family === 'ipv4') return digits(value, 4, 8n).join('.');
  const words = digits(value, 8, 16n).map((word) => word.toString(16));
  const zeros = words.map((_, at) => /^(0( |$))*/.exec(words.slice(at).join(' '))![0].split('0').length - 1);
  const longest = Math.max(...zeros);
  if (longest < 2) return words.join(':');
  const at = zeros.indexOf(longest);
  return `${words.slice(0, at).join(':')}::${words.slice(at + longest).join(':')}`;
}

function number(parts: readonly string[], base: number, bits: bigint): bigint {
  return parts.reduce((sum, part) => (sum << bits) + BigInt(Number.parseInt(part, base)), 0n);
}

function digits(value: bigint, count: number, bits: bigint): readonly number[] {
  const places = Array.from({ length: count }, (_, place) => BigInt(count - 1 - place));
  return places.map((place) => Number((value >> (place * bits)) & ((1n << bits) - 1n)));
}

function sixteenBitWords(text: string): readonly string[] {
  const [head, tail] = text.split('::').map((part) => part.split(':').filter((word) => word !== ''));
  if (tail === undefined) return head!;
  return [...head!, ...Array.from({ length: 8 - head!.length - tail.length }, () => '0'), ...tail];
}
