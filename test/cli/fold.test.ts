import { expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';
import { readPrinted } from '../support/printed.js';

/** A rule with so many peers that each are worth one warning of the same kind. */
function peers(count: number): string {
  const texts = Array.from({ length: count }, (_, i) => `10.0.${i}.1/24`);
  return `groups: { g: { ingress: [{ allow: ssh, from: [${texts.join(', ')}] }] } }`;
}

const check = (definition: string, ...args: string[]) =>
  withFiles(definition, (folder) => secgroup('check', `${folder}/d.yaml`, '--no-advice', ...args));

test.each<[count: number, shown: number, more: string | undefined]>([
  [1, 1, undefined],
  [6, 6, undefined],
  [7, 5, '… and 2 more of host-bits'],
  [45, 5, '… and 40 more of host-bits'],
])('of %i that say the same, %i are shown', async (count, shown, more) => {
  const { stderr } = await check(peers(count));
  expect(readPrinted(stderr)).toHaveLength(shown);
  expect(/^….*$/m.exec(stderr)?.[0]).toBe(more);
  expect(stderr).toContain(`${count} warning`);
});

test('JSON keeps them all', async () => {
  const { stdout } = await check(peers(45), '--json');
  expect(JSON.parse(stdout).diagnostics).toHaveLength(45);
});

test('errors are all shown', async () => {
  const texts = Array.from({ length: 20 }, (_, i) => `tcp/x${i}`);
  const { stderr } = await check(
    `groups: { g: { ingress: [{ allow: [${texts.join(', ')}], from: self }] } }`,
  );
  expect(readPrinted(stderr)).toHaveLength(20);
});

test('what says something else stands among them by itself', async () => {
  const open = 'open: { ingress: [{ allow: ssh, from: anywhere }] }';
  const definition = peers(20).replace('groups: {', `groups: { ${open},`);
  const { stderr } = await withFiles(definition, (folder) => secgroup('check', `${folder}/d.yaml`));
  const codes = readPrinted(stderr).map(({ code }) => code);
  expect(codes).toEqual([...Array(5).fill('host-bits'), 'admin-port-open']);
});
