import { type AddressSet, addressSet, unionOf } from '../../address/address-set.js';
import { nothing } from '../../address/intervals.js';
import type { AddressRange } from '../../address/parse.js';
import { PlainPrefixes } from '../../address/prefix-list.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { ReadSource, type Source } from '../../diagnostics/source.js';
import type { TextFile } from '../../document/file.js';
import { readAddress } from './context.js';
import { type FewSaid, fewOf } from './few.js';

/**
 * Reads a prefix list: an address, prefix or range a line; what stands behind `#` or `;` is a comment. Lists have a million lines:
 * those that hold a plain IPv4 prefix and nothing else, nearly all of them, are scanned without making a string.
 */
export function readListFile({ name, text }: TextFile, report: Report): AddressSet {
  const source = new ReadSource(name, text);
  const say = fewOf(name, report);
  const plain = new PlainPrefixes(text);
  const ranges: AddressRange[] = [];
  for (let start = 0; start < text.length; ) {
    if (plain.addLine(start)) {
      start = plain.end + 1;
      continue;
    }
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const range = readLine({ source, say }, start, end);
    if (range) ranges.push(range);
    start = end + 1;
  }
  say.rest();
  return unionOf([{ ipv4: plain.toSet(), ipv6: nothing }, addressSet(ranges)]);
}

interface ListReading {
  readonly source: Source;
  readonly say: FewSaid;
}

function readLine({ source, say }: ListReading, start: number, end: number): AddressRange | undefined {
  const content = source.text.slice(start, end).replace(COMMENT, '').trim();
  if (content === '') return undefined;
  const at = source.text.indexOf(content, start);
  const span = { source, offsets: { start: at, end: at + content.length } };
  const [, address, numbers] = COUNTED.exec(content) ?? [];
  if (numbers !== undefined) say.columns(span);
  return readAddress(address ?? content, span, say.report);
}

/** What is behind `#` or `;`. */
const COMMENT = /[#;].*/s;

/**
 * An address and then whole numbers, as feeds count how often it was seen. An address behind the address could be the end of a
 * range, and a number behind a prefix anything: that is left to `readAddress` to refuse. Read as one address, it is never wider.
 */
const COUNTED = /^([0-9a-f.:]+)((?:[ \t]+[0-9]+)+)$/i;
