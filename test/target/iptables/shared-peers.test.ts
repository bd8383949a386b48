import { expect, test } from 'vitest';
import { compile } from '../../../src/index.js';

const ADDRESSES = 120;

/** Port i is for the first i addresses: what neighbours have in common is shared, and what is left needs a tree too. */
test('peers that are long beside what they share have chains of their own, and are proven', async () => {
  const rules = Array.from(
    { length: ADDRESSES },
    (_, i) => `{ allow: tcp/${1 + i}-${20_000 + 3 * i}, from: 10.0.0.${2 * i} }`,
  );
  const text = `groups: { web: { ingress: [${rules.join(', ')}] } }
hosts: { h: { interfaces: { eth0: { addresses: [192.0.2.1], groups: [web] } } } }`;
  const { value, diagnostics } = await compile([{ name: 'a.yaml', text }], { target: 'iptables' });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(value).toHaveLength(1);
});
