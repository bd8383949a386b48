import { describe, expect, test } from 'vitest';
import { compile } from '../../src/index.js';

async function codesOf(...texts: readonly string[]) {
  const { diagnostics } = await compile(texts.map((text, i) => ({ name: `${i}.yaml`, text })));
  return diagnostics.map(({ code, related }) => [code, related?.length ?? 0]);
}

const host = 'hosts: { dut: { interfaces: { eth0: { addresses: [10.0.0.1] } } } }';

describe('what two files define', () => {
  test.each([
    ['groups: { web: {} }', 'groups: { web: {} }'],
    ['groups: { web: {} }', 'groups: { WEB: {} }'],
    ['prefixLists: { a: [10.0.0.1] }', 'prefixLists: { a: [10.0.0.1] }'],
    ['services: { a: [tcp/1] }', 'services: { a: [tcp/1] }'],
    [host, host],
    ['defaults: { input: drop }', 'defaults: { baseline: { cloud: true } }'],
  ])('%s and %s: an error that shows both places', async (one, other) => {
    expect(await codesOf(one, other, host === one ? 'groups: {}' : host)).toEqual([['duplicate', 1]]);
  });
});
