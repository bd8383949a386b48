import { expect, test } from 'vitest';
import { compile } from '../../src/index.js';

const aws = JSON.stringify({
  SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'web', IpPermissions: [], IpPermissionsEgress: [] }],
});

const host = (group: string) =>
  `hosts: { dut: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [${group}] } } } }`;

async function codesOf(...texts: readonly (readonly [string, string])[]) {
  const { diagnostics } = await compile(texts.map(([name, text]) => ({ name, text })));
  return diagnostics.map(({ code }) => code);
}

test('a group of AWS is found by its id, and by its name while only one has it', async () => {
  expect(await codesOf(['a.json', aws], ['b.yaml', host('sg-1')])).toEqual([]);
  expect(await codesOf(['a.json', aws], ['b.yaml', host('web')])).toEqual([]);
});

test("a name that is one group's id and another's name is ambiguous", async () => {
  const native = `groups: { web: {} }\n${host('web')}`;
  expect(await codesOf(['a.json', aws], ['b.yaml', native])).toEqual(['ambiguous']);
});
