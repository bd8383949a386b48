import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { type AddressRange, parseAddressRange } from '../../address/parse.js';
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
    const whole = `${text}/${range.family === 'ipv4' ? 32 : 128}`;
    report('invalid-address', span, { problem }, { suggestion: suggestionFor(text, whole) });
    return undefined;
  }
  if (family !== undefined && range.family !== family) {
    const problem = `'${text}' is ${label(range.family)} where ${label(family)} is expected`;
    report('family-mismatch', span, { problem });
    return undefined;
  }
  if (range.hostBits) report('host-bits', span, { text, masked: format(range) });
  return range;
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
