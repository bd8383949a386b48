import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressSet } from '../../src/address/address-set.js';
import { ipv4 } from '../../src/address/ipv4.js';
import { PlainPrefixes } from '../../src/address/prefix-list.js';
import { formatPrefix, type Prefix } from '../../src/address/space.js';

const textOf = (prefix: Prefix<number>) => formatPrefix(ipv4, prefix);

/** The set of a list in which every line is a plain prefix. */
function setOf(list: readonly Prefix<number>[]) {
  const text = list.map((prefix) => `${textOf(prefix)}\n`).join('');
  const prefixes = new PlainPrefixes(text);
  for (let start = 0; start < text.length; start = prefixes.end + 1)
    expect(prefixes.addLine(start)).toBe(true);
  return prefixes.toSet();
}

function setOneByOne(list: readonly Prefix<number>[]) {
  const ranges = list.map(({ address, length }) => {
    const end = address + 2 ** (32 - length);
    return { family: 'ipv4' as const, start: address, end, hostBits: false };
  });
  return addressSet(ranges).ipv4;
}

const prefixIn = (bits: number, least: number) =>
  fc
    .record({
      address: fc.integer({ min: 1, max: 2 ** bits - 1 }),
      length: fc.integer({ min: least, max: 32 }),
    })
    .map(({ address, length }) => ({ address: address - (address % 2 ** (32 - length)), length }))
    .filter(({ address, length }) => address > 0 || length < 32);

test('few lines hold what the same prefixes hold one by one', () => {
  fc.assert(
    fc.property(fc.array(prefixIn(6, 26), { maxLength: 12 }), (list) => {
      expect(setOf(list)).toEqual(setOneByOne(list));
    }),
  );
});

test('so do thousands, in whatever order, some of them again', () => {
  const list = fc.array(fc.oneof(prefixIn(32, 8), prefixIn(16, 20)), { minLength: 200, maxLength: 300 });
  fc.assert(
    fc.property(list, (some) => {
      const all = Array.from({ length: 12 }, () => some).flat();
      expect(setOf(all)).toEqual(setOneByOne(some));
    }),
    { numRuns: 30 },
  );
});

test('all of IPv4, its ends, and nothing', () => {
  expect(setOf([{ address: 0, length: 0 }])).toEqual([0, 2 ** 32]);
  expect(setOf([{ address: 2 ** 32 - 1, length: 32 }])).toEqual([2 ** 32 - 1, 2 ** 32]);
  expect(setOf([])).toEqual([]);
});

test('a line that holds anything else is left, wherever it stands', () => {
  const filler = '10.0.0.1\n'.repeat(5_000);
  for (const line of [
    '10.0.0.1 ',
    '10.0.0.1\r',
    '10.0.0.256',
    '10.0.0.1/33',
    '10.0.0.1/8',
    '1\u0330.0.0.1',
    '::1',
    '',
  ]) {
    const prefixes = new PlainPrefixes(`${filler}${line}\n${filler}`);
    expect(prefixes.addLine(filler.length), line).toBe(false);
    expect(prefixes.addLine(filler.length - 9)).toBe(true);
    expect(prefixes.addLine(filler.length + line.length + 1)).toBe(true);
  }
});
