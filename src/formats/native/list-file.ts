import { type AddressSet, addressSet, unionOf } from '../../address/address-set.js';
import { nothing } from '../../address/intervals.js';
import { Ipv4Scanner, PackedPrefixes } from '../../address/ipv4-scanner.js';
import type { AddressRange } from '../../address/parse.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Source } from '../../diagnostics/source.js';
import type { TextFile } from '../../document/file.js';
import { readAddress } from './context.js';

/**
 * Reads a prefix list: an address, prefix or range a line; what stands behind `#` is a comment. Lists have a million lines:
 * those that hold a plain IPv4 prefix and nothing else, nearly all of them, are scanned without making a string.
 */
export function readListFile({ name, text }: TextFile, report: Report): AddressSet {
  const source = { name, text };
  const scanner = new Ipv4Scanner(text);
  const plain = new PackedPrefixes();
  const ranges: AddressRange[] = [];
  for (let start = 0; start < text.length; ) {
    const packed = scanner.prefixAt(start);
    if (packed >= 0 && packed !== BARE_ZERO && isLineEnd(text, scanner.end)) {
      plain.push(packed);
      start = scanner.end + 1;
      continue;
    }
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const range = readLine(source, start, end, report);
    if (range) ranges.push(range);
    start = end + 1;
  }
  return unionOf([{ ipv4: plain.toSet(), ipv6: nothing }, addressSet(ranges)]);
}

/** `0.0.0.0`, with or without `/32`: whether it has one has to be looked at. */
const BARE_ZERO = 32;

function isLineEnd(text: string, at: number): boolean {
  return at >= text.length || text.charCodeAt(at) === 0x0a;
}

function readLine(source: Source, start: number, end: number, report: Report): AddressRange | undefined {
  const line = source.text.slice(start, end);
  const content = withoutComment(line).trim();
  if (content === '') return undefined;
  const at = start + line.indexOf(content);
  return readAddress(content, { source, offsets: { start: at, end: at + content.length } }, report);
}

function withoutComment(line: string): string {
  const hash = line.indexOf('#');
  return hash < 0 ? line : line.slice(0, hash);
}
