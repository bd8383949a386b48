import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { type AddressRange, isBareZero, parseAddressRange } from '../../address/parse.js';
import { type Family, formatInterval } from '../../address/space.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';

/** Reads `address/length`, the only way AWS writes peers; bits behind the length are cleared (fact 11). */
export function readPrefix(
  text: string,
  span: Span,
  report: Report,
  family?: Family,
): AddressRange | undefined {
  const parsed = parseAddressRange(text);
  if (!parsed.ok) {
    const { problem, instead } = parsed.fault;
    report('invalid-address', span, { problem }, { suggestion: suggestionFor(text, instead) });
    return undefined;
  }
  const { range } = parsed;
  if (!text.includes('/')) {
    const problem = `'${text}' is not written as address/length`;
    const whole = `${text}/${bitsOf(range)}`;
    const suggestion = isBareZero(text, range)
      ? `write ${meantByZero(text, range)}`
      : suggestionFor(text, whole);
    report('invalid-address', span, { problem }, { suggestion });
    return undefined;
  }
  if (family !== undefined && range.family !== family) {
    const problem = `'${text}' is ${label(range.family)} where ${label(family)} is expected`;
    report('family-mismatch', span, { problem });
    return undefined;
  }
  if (range.hostBits) reportHostBits(text, range, span, report);
  return range;
}

/** Of a text of which `readPrefix` has nothing to say: so no place is worked out, of which there would be a hundred thousand. */
export function plainPrefix(text: string): AddressRange | undefined {
  const parsed = parseAddressRange(text);
  return parsed.ok && !parsed.range.hostBits && text.includes('/') ? parsed.range : undefined;
}

export function reportHostBits(text: string, range: AddressRange, span: Span, report: Report): void {
  const masked = isAnywhere(range) ? `${format(range)}, which is every address` : format(range);
  report('host-bits', span, { text, masked });
}

/** Reads a prefix that an interface has. A cloud gives none with host bits set: such a one is ignored. */
export function readOwnPrefix(
  text: string,
  span: Span,
  report: Report,
  family: Family,
): AddressRange | undefined {
  const parsed = parseAddressRange(text);
  if (!parsed.ok || !parsed.range.hostBits) return readPrefix(text, span, report, family);
  report('ignored-value', span, { problem: `${noPrefix(text)}; the interface is read without it` });
  return undefined;
}

/** What is wrong with a text where host bits are not cleared but forbidden. */
export function noPrefix(text: string): string {
  return `'${text}' has host bits set, so it is not a prefix`;
}

/** What to write instead of `0.0.0.0` or `::`. */
export function meantByZero(text: string, range: AddressRange): string {
  return `${text}/0 for every address, or ${text}/${bitsOf(range)} for this one address`;
}

function bitsOf({ family }: AddressRange): number {
  return family === 'ipv4' ? ipv4.bits : ipv6.bits;
}

/** What to write instead, if that is a prefix: the address alone gets the length that was written with it. */
function suggestionFor(text: string, instead: string | undefined): string | undefined {
  if (instead === undefined) return undefined;
  const prefix = instead.includes('/') ? instead : `${instead}${/\/.*$/.exec(text)?.[0] ?? '/'}`;
  return parseAddressRange(prefix).ok ? `write '${prefix}'` : undefined;
}

export function label(family: Family): string {
  return family === 'ipv4' ? 'IPv4' : 'IPv6';
}

/** The shortest spelling of the addresses. */
export function format(range: AddressRange): string {
  return range.family === 'ipv4' ? formatInterval(ipv4, range) : formatInterval(ipv6, range);
}

export function isAnywhere(range: AddressRange): boolean {
  const { everything } = range.family === 'ipv4' ? ipv4 : ipv6;
  return range.start === everything[0] && range.end === everything[1];
}
