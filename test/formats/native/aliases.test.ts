import { expect, test, vi } from 'vitest';
import * as parse from '../../../src/address/parse.js';
import { compileDefinition, expectRefused } from '../../support/definition.js';

const lists = (addresses: string) => `
prefixLists:
  one: &one [${addresses}]
  two: *one
  three: *one
groups:
  web: { ingress: [{ allow: tcp/1, from: list:one }, { allow: tcp/2, from: list:three }] }
hosts:
  a: { interfaces: { eth0: { addresses: [192.0.2.1], groups: [web] } } }
`;

test('a list that aliases repeat is read once, and means the same everywhere', async () => {
  const reading = vi.spyOn(parse, 'parseAddressRange');
  try {
    const { status, scripts } = await compileDefinition(lists('198.51.100.7, 203.0.113.0/24'));
    expect(status).toBe(0);
    expect(
      Object.values(scripts)
        .join('')
        .match(/198\.51\.100\.7/g),
    ).not.toBeNull();
    expect(reading.mock.calls.filter(([text]) => text === '203.0.113.0/24')).toHaveLength(1);
  } finally {
    reading.mockRestore();
  }
});

test('what is wrong in it is told of every list', async () => {
  const { diagnostics } = await expectRefused(
    lists('198.51.100.7, 203.0.113.300'),
    // At an alias there is no element to point at.
    ['invalid-address', '203.0.113.300'],
    ['invalid-address', 'two'],
    ['invalid-address', 'three'],
  );
  expect(diagnostics).toHaveLength(3);
});
