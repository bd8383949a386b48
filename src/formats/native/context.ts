import type { AddressSet } from '../../address/address-set.js';
import { type AddressRange, isBareZero, parseAddressRange } from '../../address/parse.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import type { Document } from '../../document/document.js';
import { format, isAnywhere, label, meantByZero, reportHostBits } from '../shared/prefix.js';

/** What the parts of the reader share. */
export interface Reading {
  readonly document: Document;
  readonly report: Report;
  /** Prefix lists from files, by the name that the definition gives the file. */
  readonly listFiles: ReadonlyMap<string, AddressSet>;
}

/** Reads an address, prefix or range; `undefined` when it is none, and reported. */
export function readAddress(text: string, span: Span, report: Report): AddressRange | undefined {
  const range = readRange(text, span, report);
  if (range?.hostBits) reportHostBits(text, range, span, report);
  return range;
}

/**
 * The same of addresses that somebody has, an interface or a member: an address with the length of its network is what
 * `ip addr` prints, and would make all its neighbours members.
 */
export function readOwnAddress(text: string, span: Span, report: Report): AddressRange | undefined {
  const range = readRange(text, span, report);
  if (!range?.hostBits) return range;
  const suggestion = `write ${addressIn(text)}; or ${format(range)} if you mean all of it, such as a delegated prefix`;
  report('host-with-length', span, { text }, { suggestion });
  return undefined;
}

/** What can only be a slip is refused: a length that was forgotten, or one by which an address would mean everybody. */
function readRange(text: string, span: Span, report: Report): AddressRange | undefined {
  const parsed = parseAddressRange(text);
  if (!parsed.ok) {
    const { problem, instead } = parsed.fault;
    report('invalid-address', span, { problem }, { suggestion: instead && `write ${instead}` });
    return undefined;
  }
  const { range } = parsed;
  if (isBareZero(text, range)) {
    report(
      'bare-zero',
      span,
      { text, family: label(range.family) },
      { suggestion: `write ${meantByZero(text, range)}` },
    );
    return undefined;
  }
  if (range.hostBits && isAnywhere(range)) {
    const suggestion = `write ${addressIn(text)} for this address, or ${format(range)} for every address`;
    report('length-zero', span, { text }, { suggestion });
    return undefined;
  }
  return range;
}

function addressIn(text: string): string {
  return text.slice(0, text.indexOf('/'));
}
