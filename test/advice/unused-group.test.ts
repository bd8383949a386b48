import { expect, it } from 'vitest';
import { advised } from './advising.js';

const CODE = 'unused-group';

const host = 'hosts: { a: { interfaces: { eth0: { groups: [web] } } } }';

it('finds groups that no interface carries, also where rules name them', async () => {
  const text = `groups: { web: { ingress: [{ allow: ssh, from: group:spare }] }, spare: }\n${host}`;
  expect(await advised(CODE, text)).toEqual(['spare']);
});

it.each([
  ['a group that is carried', `groups: { web: }\n${host}`],
  ['a group with members elsewhere', `groups: { web: , office: { members: [10.0.0.1] } }\n${host}`],
  ['the group default', `groups: { web: , default: }\n${host}`],
  ['a definition that says nothing of hosts', 'groups: { web: }'],
])('is not about %s', async (_, text) => {
  expect(await advised(CODE, text)).toEqual([]);
});
