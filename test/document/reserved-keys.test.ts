import { afterEach, describe, expect, test } from 'vitest';
import { expectRefused, expectWarnings } from '../support/definition.js';

/** What is read must not reach the prototype that all objects share. */
afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { ingress?: unknown }).ingress).toBeUndefined();
});

const positions: readonly (readonly [position: string, text: (name: string) => string])[] = [
  ['a group', (name) => `{"groups": {${name}: {"ingress": []}}}`],
  ['a host', (name) => `{"hosts": {${name}: {"interfaces": {}}}}`],
  ['an interface', (name) => `{"hosts": {"h": {"interfaces": {${name}: {}}}}}`],
  ['a prefix list', (name) => `{"prefixLists": {${name}: ["10.0.0.1"]}}`],
  ['a service', (name) => `{"services": {${name}: "tcp/80"}}`],
  ['a tag', (name) => `{"groups": {"web": {"tags": {${name}: "x"}}}}`],
  ['a key of the definition', (name) => `{"groups": {}, ${name}: {"groups": {}}}`],
  ['a key of a group', (name) => `{"groups": {"web": {${name}: {"egress": []}}}}`],
  ['a key of a rule', (name) => `{"groups": {"web": {"ingress": [{${name}: 1}]}}}`],
];

describe.each(positions)('__proto__ as %s is refused, never lost', (_, text) => {
  test.each(['"__proto__"', '"__pr\\u006fto__"'])('%s', async (name) => {
    await expectRefused({ 'd.json': text(name) }, ['invalid-name', name]);
    await expectRefused({ 'd.yaml': text(name) }, ['invalid-name', name]);
  });
});

const names = ['constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'];

test.each(names)('%s as a name is a name like others', async (name) => {
  const text = JSON.stringify({
    services: { [name]: ['tcp/8080'] },
    prefixLists: { [name]: ['203.0.113.0/24'] },
    groups: {
      [name]: {
        tags: { [name]: 'x' },
        ingress: [{ allow: name, from: [`list:${name}`, `group:${name}`] }],
        egress: [],
      },
    },
    hosts: { [name]: { interfaces: { [name]: { addresses: ['10.0.0.1'], groups: [name] } } } },
  });
  const { scripts } = await expectWarnings({ 'd.json': text });
  expect(scripts[`${name}.nft`]).toContain('203.0.113.0/24');
  expect(scripts[`${name}.nft`]).toContain('8080');
});

test.each(names)('%s as a key is unknown', async (name) => {
  await expectRefused({ 'd.json': `{"groups": {}, "${name}": {}}` }, [
    'unknown-key',
    `"${name}"`,
    'known keys',
  ]);
  await expectRefused({ 'd.yaml': `groups: { web: { ${name}: {} } }` }, ['unknown-key', name, 'known keys']);
});

test('in AWS exports', async () => {
  const group = '"GroupId": "sg-1", "GroupName": "__proto__", "IpPermissions": [], "IpPermissionsEgress": []';
  const text = `{"__proto__": {"x": 1}, "SecurityGroups": [{"__proto__": {"GroupId": "sg-2"}, ${group}}],
    "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "Groups": [{"GroupId": "sg-1"}], "PrivateIpAddress": "10.0.0.1",
    "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.1"}], "Ipv6Addresses": []}]}`;
  const { scripts } = await expectWarnings({ 'd.json': text }, ['ignored-value', '"__proto__"']);
  expect(Object.keys(scripts)).toEqual(['eni-1.nft']);
});
