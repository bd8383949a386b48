import { visible } from '../../diagnostics/visible.js';

/**
 * A text of a definition as reports may hold it: what a terminal would act on is spelled out, and so is what no XML document may hold
 * (halves of surrogate pairs, U+FFFE and U+FFFF).
 */
export function printable(text: string): string {
  return visible(text).replace(NO_CHARACTER, (unit) => `\\u{${unit.charCodeAt(0).toString(16)}}`);
}

const NO_CHARACTER = /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
