import { expect, test } from 'vitest';
import { compile } from '../../src/index.js';

async function messagesOf(interfaces: Readonly<Record<string, string>>) {
  const all = Object.entries(interfaces).map(
    ([name, addresses]) => `${name}: { match: addresses, addresses: [${addresses}] }`,
  );
  const { diagnostics } = await compile([
    {
      name: 'a.yaml',
      text: `groups: { default: {} }\nhosts: { dut: { interfaces: { ${all.join(', ')} } } }`,
    },
  ]);
  return diagnostics.filter(({ code }) => code === 'ambiguous-address').map(({ message }) => message);
}

const both = (name: string, other: string, address: string) =>
  `interfaces '${name}' and '${other}' have no device name and both have the address ${address}`;

test('an interface that shares an address with one before it is refused, in either family', async () => {
  expect(await messagesOf({ a: '10.0.0.1', b: '10.0.0.2', c: "'2001:db8::1'" })).toEqual([]);
  expect(await messagesOf({ a: '10.0.0.9, 10.0.0.1', b: '10.0.0.5', c: '10.0.0.1' })).toEqual([
    both('c', 'a', '10.0.0.1'),
  ]);
  expect(await messagesOf({ a: "'2001:db8::1'", b: "10.0.0.1, '2001:db8::1'", c: '10.0.0.1' })).toEqual([
    both('b', 'a', '2001:db8::1'),
    both('c', 'b', '10.0.0.1'),
  ]);
});

test('each of many that have the same address is told once', async () => {
  const names = Array.from({ length: 20 }, (_, i) => `n${i}`);
  expect(await messagesOf(Object.fromEntries(names.map((name) => [name, '10.0.0.1'])))).toHaveLength(19);
});
