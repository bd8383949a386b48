import { expect, test } from 'vitest';
import { Devices } from '../../src/proof/devices.js';

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));

test('a device that nobody names is found, whatever patterns there are', () => {
  const { names } = new Devices(['eth*', ...digits.map((digit) => `eth${digit}*`), 'eth0']);
  const others = names.filter((name) => /^eth\D/.test(name));
  expect(others).toHaveLength(1);
  expect(new Set(names).size).toBe(names.length);
});

test('so is one that no pattern means', () => {
  const devices = new Devices(digits.map((digit) => `other${digit}*`));
  const meant = devices.matching(digits.map((digit) => `other${digit}*`));
  const named = devices.names.filter((_, index) => !inside(meant, index));
  expect(named).toEqual(['', expect.stringMatching(/^other\D$/)]);
});

function inside(set: readonly number[], index: number): boolean {
  return set.filter((bound) => bound <= index).length % 2 === 1;
}
