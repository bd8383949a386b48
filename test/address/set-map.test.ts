import { expect, test } from 'vitest';
import { SetMap } from '../../src/address/set-map.js';

test('equal sets have one value, whatever object they are', () => {
  const map = new SetMap<bigint, string>();
  map.add([1n, 5n], 'a');
  map.add([1n, 6n], 'b');
  expect(map.get([1n, 5n])).toBe('a');
  expect(map.get([1n, 6n])).toBe('b');
  expect(map.get([1n, 7n])).toBeUndefined();
  expect(map.get([])).toBeUndefined();
});

test('sets of one hash are still told apart', () => {
  const map = new SetMap<bigint, string>();
  // The hash looks at bits 0 to 31 and 64 to 95 of a boundary only.
  map.add([1n << 40n, 1n << 50n], 'a');
  expect(map.get([1n << 41n, 1n << 50n])).toBeUndefined();
  map.add([1n << 41n, 1n << 50n], 'b');
  expect(map.get([1n << 40n, 1n << 50n])).toBe('a');
  expect(map.get([1n << 41n, 1n << 50n])).toBe('b');
});
