import { expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';
import { readPrinted } from '../support/printed.js';

/** A definition in which so many groups are unused, which is one piece of advice each. */
const unused = (count: number) =>
  `groups:\n${Array.from({ length: count }, (_, i) => `  g${i}: {}\n`).join('')}`;

const advice = (definition: string, ...args: string[]) =>
  withFiles(definition, (folder) => secgroup('check', `${folder}/d.yaml`, ...args));

test.each<[count: number, shown: number, more: string | undefined]>([
  [1, 1, undefined],
  [6, 6, undefined],
  [7, 5, '… and 2 more of unused-group'],
  [45, 5, '… and 40 more of unused-group'],
])('of %i that say the same, %i are shown', async (count, shown, more) => {
  const { stderr } = await advice(unused(count));
  expect(readPrinted(stderr)).toHaveLength(shown);
  expect(/^….*$/m.exec(stderr)?.[0]).toBe(more);
  expect(stderr).toContain(`${count} piece`);
});

test('JSON keeps them all', async () => {
  const { stdout } = await advice(unused(45), '--json');
  expect(JSON.parse(stdout).diagnostics).toHaveLength(45);
});

test('errors are all shown', async () => {
  const rules = Array.from({ length: 20 }, (_, i) => `    - { allow: tcp/x${i}, from: self }\n`).join('');
  const { stderr } = await advice(`groups:\n  g:\n    ingress:\n${rules}`);
  expect(readPrinted(stderr)).toHaveLength(20);
});

test('what is said of other things stands by itself', async () => {
  const long = 'a'.repeat(40);
  const { stderr } = await advice(
    `${unused(9)}  opens: { ingress: [{ allow: all, from: anywhere }] }\n  ${long}: {}\n`,
  );
  const codes = readPrinted(stderr).map(({ code }) => code);
  expect(codes.filter((code) => code !== 'unused-group')).not.toEqual([]);
});
