import type { Interval } from './intervals.js';
import { ipv4 } from './ipv4.js';
import { Ipv4Scanner } from './ipv4-scanner.js';
import { ipv6, parseIpv6 } from './ipv6.js';

/** Consecutive addresses of one family, and whether a prefix was written with host bits set. */
export type AddressRange =
  | ({ readonly family: 'ipv4'; readonly hostBits: boolean } & Interval<number>)
  | ({ readonly family: 'ipv6'; readonly hostBits: boolean } & Interval<bigint>);

/** Why a text is no address, prefix or range; `instead` is what the writer may have meant. */
export interface AddressFault {
  readonly problem: string;
  readonly instead?: string;
}

export type ParsedAddress =
  | { readonly ok: true; readonly range: AddressRange }
  | { readonly ok: false; readonly fault: AddressFault };

/**
 * Reads `10.0.0.1`, `10.0.0.0/8`, `10.0.0.1-10.0.0.9` and the same in IPv6, strictly: four decimal numbers without
 * leading zeros, no zone, no hexadecimal or shortened IPv4. What looks odd is refused, because other readers of the same
 * text (inet_aton, nft, a person) would each take it for something else.
 */
export function parseAddressRange(text: string): ParsedAddress {
  return plainPrefix(text) ?? parseInParts(text);
}

/** What nearly all texts are: an IPv4 address or prefix without host bits. */
function plainPrefix(text: string): ParsedAddress | undefined {
  const scanner = new Ipv4Scanner(text);
  const packed = scanner.prefixAt(0);
  if (packed < 0 || scanner.end < text.length) return undefined;
  const start = Math.floor(packed / 64);
  return {
    ok: true,
    range: { family: 'ipv4', start, end: start + 2 ** (32 - (packed % 64)), hostBits: false },
  };
}

/** The same as a whole, part by part, with words for every fault. */
export function parseInParts(text: string): ParsedAddress {
  const dash = text.indexOf('-');
  if (dash >= 0) return parseSpan(text.slice(0, dash).trim(), text.slice(dash + 1).trim());
  const slash = text.indexOf('/');
  if (slash >= 0) return parsePrefix(text.slice(0, slash), text.slice(slash + 1));
  return parseAddress(text);
}

/** One address, as a range of one. */
export function parseAddress(text: string): ParsedAddress {
  if (text.includes(':')) return parseIpv6Address(text);
  return parseIpv4Address(text);
}

/** `0.0.0.0` or `::` alone: everybody, to one who forgot the `/0` behind it. */
export function isBareZero(text: string, { start, end }: AddressRange): boolean {
  return BigInt(start) === 0n && BigInt(end) === 1n && !/[-/]/.test(text);
}

function parseIpv4Address(text: string): ParsedAddress {
  if (/^0x[0-9a-f]+$/i.test(text)) return fault(`'${text}' is a hexadecimal number, not an IPv4 address`);
  if (!/^[0-9]+(\.[0-9]+)*$/.test(text)) return fault(`'${text}' is not an IP address`);
  const parts = text.split('.');
  if (parts.length !== 4)
    return fault(`'${text}' has ${parts.length} of the four numbers of an IPv4 address`);
  let address = 0;
  for (const part of parts) {
    if (part.length > 1 && part.startsWith('0')) {
      const plain = parts.map((one) => one.replace(/^0+(?=.)/, '')).join('.');
      return fault(`'${part}' in '${text}' has a leading zero, which some programs read as octal`, plain);
    }
    if (part.length > 3 || Number(part) > 255) return fault(`'${part}' in '${text}' is above 255`);
    address = address * 256 + Number(part);
  }
  return { ok: true, range: { family: 'ipv4', start: address, end: address + 1, hostBits: false } };
}

const V4_MAPPED = 0xffffn;

function parseIpv6Address(text: string): ParsedAddress {
  if (text.includes('%'))
    return fault(`'${text}' has a zone; leave it out`, text.slice(0, text.indexOf('%')));
  if (text.includes('.'))
    return fault(`'${text}' embeds an IPv4 address in an IPv6 address; write one of them`);
  const address = /^[0-9a-f:]{2,39}$/i.test(text) ? parseIpv6(text) : undefined;
  if (address === undefined) return fault(`'${text}' is not an IPv6 address`);
  if (address >> 32n === V4_MAPPED) {
    return fault(
      `'${text}' is an IPv4-mapped address, which no packet carries`,
      ipv4.format(Number(address & 0xffffffffn)),
    );
  }
  return { ok: true, range: { family: 'ipv6', start: address, end: address + 1n, hostBits: false } };
}

function parsePrefix(addressText: string, lengthText: string): ParsedAddress {
  if (/^[0-9]+(\.[0-9]+){0,2}$/.test(addressText)) {
    const whole = [...addressText.split('.'), '0', '0', '0'].slice(0, 4).join('.');
    return fault(`'${addressText}/${lengthText}' is a shortened prefix`, `${whole}/${lengthText}`);
  }
  const parsed = parseAddress(addressText);
  if (!parsed.ok) return parsed;
  const { range } = parsed;
  const bits = range.family === 'ipv4' ? ipv4.bits : ipv6.bits;
  if (!/^(0|[1-9][0-9]{0,2})$/.test(lengthText) || Number(lengthText) > bits) {
    return fault(
      `'/${lengthText}' is not a prefix length of ${range.family === 'ipv4' ? 'IPv4' : 'IPv6'} (0 to ${bits})`,
    );
  }
  return { ok: true, range: masked(range, Number(lengthText)) };
}

function masked(range: AddressRange, length: number): AddressRange {
  if (range.family === 'ipv4') {
    const size = 2 ** (32 - length);
    const start = range.start - (range.start % size);
    return { family: 'ipv4', start, end: start + size, hostBits: start !== range.start };
  }
  const size = 1n << BigInt(128 - length);
  const start = range.start - (range.start % size);
  return { family: 'ipv6', start, end: start + size, hostBits: start !== range.start };
}

function parseSpan(firstText: string, lastText: string): ParsedAddress {
  const first = parseAddress(firstText);
  if (!first.ok) return first;
  const last = parseAddress(lastText);
  if (!last.ok) return last;
  if (first.range.family === 'ipv4' && last.range.family === 'ipv4') {
    if (first.range.start > last.range.start) return reversed(firstText, lastText);
    return { ok: true, range: { ...first.range, end: last.range.end } };
  }
  if (first.range.family === 'ipv6' && last.range.family === 'ipv6') {
    if (first.range.start > last.range.start) return reversed(firstText, lastText);
    return { ok: true, range: { ...first.range, end: last.range.end } };
  }
  return fault(`'${firstText}-${lastText}' mixes IPv4 and IPv6`);
}

function reversed(first: string, last: string): ParsedAddress {
  return fault(`the range '${first}-${last}' ends before it begins`, `${last}-${first}`);
}

function fault(problem: string, instead?: string): ParsedAddress {
  return { ok: false, fault: instead === undefined ? { problem } : { problem, instead } };
}
