import { describe, expect, test } from 'vitest';
import { visible } from '../../src/diagnostics/visible.js';

const escaped = (point: number) => `\\u{${point.toString(16)}}`;

/** Blocks and characters that are shown as nothing or turn text around, each by its name in the code charts. */
const kinds: readonly (readonly [name: string, first: number, last: number])[] = [
  ['controls', 0x00, 0x1f],
  ['delete and the second half of controls', 0x7f, 0x9f],
  ['soft hyphen', 0xad, 0xad],
  ['combining grapheme joiner', 0x34f, 0x34f],
  ['Arabic number signs', 0x600, 0x605],
  ['Arabic letter mark', 0x61c, 0x61c],
  ['Syriac abbreviation mark', 0x70f, 0x70f],
  ['Hangul fillers', 0x115f, 0x1160],
  ['Khmer inherent vowels', 0x17b4, 0x17b5],
  ['Mongolian variation selectors and vowel separator', 0x180b, 0x180f],
  ['zero width space, joiners and marks of direction', 0x200b, 0x200f],
  ['line and paragraph separators', 0x2028, 0x2029],
  ['embeddings and overrides', 0x202a, 0x202e],
  ['word joiner, invisible operators, isolates', 0x2060, 0x206f],
  ['Braille blank', 0x2800, 0x2800],
  ['Hangul filler', 0x3164, 0x3164],
  ['surrogates without their other half', 0xd800, 0xdfff],
  ['noncharacters of Arabic presentation forms', 0xfdd0, 0xfdef],
  ['variation selectors', 0xfe00, 0xfe0f],
  ['byte order mark', 0xfeff, 0xfeff],
  ['half width Hangul filler', 0xffa0, 0xffa0],
  ['interlinear annotations', 0xfff9, 0xfffb],
  ['last two of the plane', 0xfffe, 0xffff],
  ['shorthand format controls', 0x1bca0, 0x1bca3],
  ['musical beams and slurs', 0x1d173, 0x1d17a],
  ['tags, selectors and what is reserved beside them', 0xe0000, 0xe0fff],
  ['last two of the last plane', 0x10fffe, 0x10ffff],
];

describe('what is not seen is spelled out', () => {
  test.each(kinds)('%s', (_, first, last) => {
    for (let point = first; point <= last; point++)
      expect(visible(`a${String.fromCodePoint(point)}b`)).toBe(`a${escaped(point)}b`);
  });

  test.each(['plain', 'Grüße', '日本語', 'عربي', 'ไทย', 'नमस्ते', 'a\u0301', '😀', '\u00a0', '\u3000', '$'])(
    'and %s stays as it is',
    (text) => {
      expect(visible(text)).toBe(text);
    },
  );
});
