import { expect, test } from 'vitest';
import { addressSet, unionOf } from '../../src/address/address-set.js';
import type { AddressRange } from '../../src/address/parse.js';
import { Unions } from '../../src/policy/unions.js';

const range = (start: number): AddressRange => ({ family: 'ipv4', start, end: start + 1, hostBits: false });
const set = (...starts: readonly number[]) => addressSet(starts.map(range));
const long = set(...Array.from({ length: 100 }, (_, i) => 10 * i));

test('a long list beside the same addresses is one object, in whatever order', () => {
  const unions = new Unions();
  const first = unions.of([long, set(5)]);
  expect(first).toEqual(unionOf([long, set(5)]));
  expect(unions.of([set(5), long])).toBe(first);
  expect(unions.of([long, set(6)])).toEqual(unionOf([long, set(6)]));
});

test('other lists that hold as many are told apart', () => {
  const unions = new Unions();
  const other = set(...Array.from({ length: 100 }, (_, i) => 10 * i + 1));
  expect(unions.of([long, set(5)])).not.toEqual(unions.of([other, set(5)]));
});
