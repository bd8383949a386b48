import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ipv4Scanner } from '../../src/address/ipv4-scanner.js';
import { parseAddressRange, parseInParts } from '../../src/address/parse.js';
import { PlainPrefixes } from '../../src/address/prefix-list.js';

/** Texts that are prefixes, or nearly. */
const number = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map(String),
  fc.constantFrom('', '00', '01', '256', '0x1', '1a'),
);
const text = fc
  .tuple(
    fc.array(number, { minLength: 3, maxLength: 5 }),
    fc.option(fc.oneof(number, fc.integer({ min: 0, max: 33 }))),
  )
  .map(([parts, length]) => parts.join('.') + (length === null ? '' : `/${length}`));

describe('what the scanner takes', () => {
  test('it reads as the strict reader does, and leaves alone what that refuses or masks', () => {
    fc.assert(
      fc.property(text, (one) => {
        const scanner = new Ipv4Scanner(one);
        const packed = scanner.prefixAt(0);
        const parsed = parseInParts(one);
        expect(parseAddressRange(one)).toEqual(parsed);
        if (packed < 0 || scanner.end < one.length) {
          expect(parsed.ok && !parsed.range.hostBits && parsed.range.family === 'ipv4').toBe(false);
          expect(new PlainPrefixes(one).addLine(0)).toBe(false);
          return;
        }
        const [start, size] = [Math.floor(packed / 64), 2 ** (32 - (packed % 64))];
        expect(parsed.ok && [parsed.range.start, parsed.range.end]).toEqual([start, start + size]);
        const lines = new PlainPrefixes(`x\n${one}\n`);
        // What it was meant to be is to be asked.
        expect(lines.addLine(2)).toBe(!/^0\.0\.0\.0(\/32)?$/.test(one));
        if (lines.end > 0) expect(lines.end).toBe(2 + one.length);
      }),
      { numRuns: 5000 },
    );
  });
});
