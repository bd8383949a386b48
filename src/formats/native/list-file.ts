import { type AddressSet, addressSet } from '../../address/address-set.js';
import type { AddressRange } from '../../address/parse.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { TextFile } from '../../document/file.js';
import { readAddress } from './context.js';

/** Reads a prefix list: an address, prefix or range a line; what stands behind `#` is a comment. */
export function readListFile({ name, text }: TextFile, report: Report): AddressSet {
  const source = { name, text };
  const ranges: AddressRange[] = [];
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    const content = withoutComment(line).trim();
    if (content !== '') {
      const at = start + line.indexOf(content);
      const range = readAddress(
        content,
        { source, offsets: { start: at, end: at + content.length } },
        report,
      );
      if (range) ranges.push(range);
    }
    start = end + 1;
  }
  return addressSet(ranges);
}

function withoutComment(line: string): string {
  const hash = line.indexOf('#');
  return hash < 0 ? line : line.slice(0, hash);
}
