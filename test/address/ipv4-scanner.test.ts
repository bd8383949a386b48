import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressSet } from '../../src/address/address-set.js';
import { Ipv4Scanner, PackedPrefixes } from '../../src/address/ipv4-scanner.js';
import { parseAddressRange, parseInParts } from '../../src/address/parse.js';

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
          return;
        }
        const prefixes = new PackedPrefixes();
        prefixes.push(packed);
        expect(parsed.ok && [parsed.range.start, parsed.range.end]).toEqual(prefixes.toSet());
      }),
      { numRuns: 5000 },
    );
  });
});

describe('packed prefixes', () => {
  test('hold what the same prefixes hold one by one', () => {
    const prefix = fc
      .record({ address: fc.integer({ min: 0, max: 63 }), length: fc.integer({ min: 26, max: 32 }) })
      .map(({ address, length }) => ({ start: address - (address % 2 ** (32 - length)), length }));
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 12 }), (list) => {
        const packed = new PackedPrefixes();
        for (const { start, length } of list) packed.push(start * 64 + length);
        const ranges = list.map(({ start, length }) => ({
          family: 'ipv4' as const,
          start,
          end: start + 2 ** (32 - length),
          hostBits: false,
        }));
        expect(packed.toSet()).toEqual(addressSet(ranges).ipv4);
      }),
    );
  });

  test('all of IPv4, its ends, and more than fit at first', () => {
    const packed = new PackedPrefixes();
    expect(packed.toSet()).toEqual([]);
    packed.push(0);
    packed.push((2 ** 32 - 1) * 64 + 32);
    expect(packed.toSet()).toEqual([0, 2 ** 32]);
    const many = new PackedPrefixes();
    for (let i = 0; i < 5000; i++) many.push(i * 2 * 64 + 32);
    expect(many.toSet()).toHaveLength(10_000);
  });
});
