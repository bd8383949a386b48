import type { AddressSet } from '../../address/address-set.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import type { AddressRange } from '../../address/parse.js';
import { type ParsedAddress, parseAddressRange } from '../../address/parse.js';
import { formatInterval } from '../../address/space.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import type { Document } from '../../document/document.js';

/** What the parts of the reader share. */
export interface Reading {
  readonly document: Document;
  readonly report: Report;
  /** Prefix lists from files, by the name that the definition gives the file. */
  readonly listFiles: ReadonlyMap<string, AddressSet>;
}

/** Reads an address, prefix or range; `undefined` when it is none, and reported. */
export function readAddress(text: string, span: Span, report: Report): AddressRange | undefined {
  const parsed = parseAddressRange(text);
  if (!parsed.ok) {
    reportAddressFault(parsed, span, report);
    return undefined;
  }
  reportHostBits(text, parsed.range, span, report);
  return parsed.range;
}

export function reportAddressFault(parsed: ParsedAddress & { ok: false }, span: Span, report: Report): void {
  const { problem, instead } = parsed.fault;
  report('invalid-address', span, { problem }, { suggestion: instead && `write ${instead}` });
}

/** Bits behind the length do not count (fact 11), but are often a slip. */
export function reportHostBits(text: string, range: AddressRange, span: Span, report: Report): void {
  if (!range.hostBits) return;
  report('host-bits', span, { text, masked: formatRange(range) });
}

function formatRange(range: AddressRange): string {
  return range.family === 'ipv4' ? formatInterval(ipv4, range) : formatInterval(ipv6, range);
}
