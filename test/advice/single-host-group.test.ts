import { expect, it } from 'vitest';
import { advised, messages } from './advising.js';

const CODE = 'single-host-group';

const same = '{ ingress: [{ allow: https, from: anywhere }] }';
const groups = `groups:\n  one: ${same}\n  two: ${same}\n  other: { ingress: [{ allow: http, from: anywhere }] }\n`;
const hosts = (...carried: readonly string[]): string =>
  `hosts:\n${carried.map((names, i) => `  host-${i}: { interfaces: { eth0: { groups: [${names}] } } }`).join('\n')}\n`;

it('finds a group for a single host where others have the same rules', async () => {
  const text = groups + hosts('one', 'two', 'two', 'other');
  expect(await advised(CODE, text)).toEqual(['one + two']);
  expect(await messages(CODE, text)).toEqual([
    "group 'one' is made for the single host 'host-0', while group 'two' has the same rules",
  ]);
});

it('finds one for each host', async () => {
  expect(await advised(CODE, groups + hosts('one', 'two'))).toEqual(['one + two', 'two + one']);
});

it.each([
  ['a group that is alone in its rules', hosts('other', 'one', 'one')],
  ['groups that several hosts carry', hosts('one', 'one', 'two', 'two')],
  ['two groups of the same host', hosts('"one", two')],
  ['a group that nobody else carries one like', hosts('one')],
])('is not about %s', async (_, carried) => {
  expect(await advised(CODE, groups + carried)).toEqual([]);
});
