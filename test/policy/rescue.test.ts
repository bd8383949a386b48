import { expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { compileDefinition, withFiles } from '../support/definition.js';

const definition = (settings: string) => `
groups:
  web:
    ingress:
      - { allow: [http, tcp/20-30], from: 10.1.0.0/16 }
      - { allow: all, from: 10.2.0.1 }
      - { allow: udp/22, from: 10.3.0.1 }
  admin: { ingress: [{ allow: tcp/2222, from: 10.4.0.1 }] }
hosts:
  h:
    log: true
    earlyDrop: true
    refuse: reject
    established: false
    ${settings}
    interfaces:
      eth0: { addresses: [10.0.0.1], groups: [web] }
      eth1: { trusted: true }
`;

async function rescueOf(settings: string): Promise<string> {
  return withFiles(definition(settings), async (folder) => {
    const { stdout, stderr, status } = await secgroup('provision', 'systemd', `${folder}/d.yaml`, '--json');
    expect([status, stderr]).toEqual([0, '']);
    const files: { path: string; text: string }[] = JSON.parse(stdout).hosts[0].files;
    return files.find(({ path }) => path === '/etc/secgroup/rescue.nft')!.text;
  });
}

/** The lines that let something in by a group's rule. */
function letIn(script: string): readonly string[] {
  const lines = script.split('\n').map((line) => line.trim());
  return lines.filter((line) => /(ingress|egress) \d/.test(line));
}

test('left out: SSH from whom the rules let it in, and nothing else', async () => {
  const script = await rescueOf('');
  expect(letIn(script)).toEqual([
    'ipv4 . tcp . 22 : goto eth0-in-tcp4-22,  # web ingress 1; web ingress 2',
    'ip saddr 10.2.0.1 accept comment "web ingress 1; web ingress 2"',
    'ip saddr 10.1.0.0/16 accept comment "web ingress 1; web ingress 2"',
  ]);
});

test('the groups that it names, on interfaces that are trusted too', async () => {
  const script = await rescueOf('rescue: [admin]');
  expect(letIn(script)).toHaveLength(4);
  for (const device of ['eth0', 'eth1']) expect(script).toContain(`chain ${device}-in-tcp4-2222 {`);
  expect(script).not.toContain(' 22 :');
});

test('none', async () => {
  expect(letIn(await rescueOf('rescue: []'))).toEqual([]);
});

test('nothing leaves but known flows and the baseline, and nothing is asked of the kernel that it may lack', async () => {
  const script = await rescueOf('');
  expect(script).toContain('# egress of eth0: nothing is allowed');
  expect(script).toContain('ct state established,related accept');
  expect(script).not.toMatch(/\blog\b|counter|limit rate|^\tset /m);
});

test('of the defaults, for hosts that have none of their own', async () => {
  const text = `defaults: { rescue: [] }\n${definition('').replace('h:\n', 'h:\n    rescue: [admin]\n')}`;
  await withFiles(text, async (folder) => {
    const { stdout } = await secgroup('provision', 'systemd', `${folder}/d.yaml`, '--json');
    expect(stdout).toContain('tcp4-2222');
  });
});

test('a group that is not there is an error, in its place', async () => {
  const { diagnostics } = await compileDefinition(definition('rescue: [web, admn]'));
  expect(diagnostics).toMatchObject([{ code: 'unknown-group', suggestion: "did you mean 'admin'?" }]);
});

test('a group that only rescues is not unused', async () => {
  for (const [settings, said] of [
    ['', ['unused-group']],
    ['rescue: [admin]', []],
  ] as const)
    await withFiles(definition(settings), async (folder) => {
      const { stdout } = await secgroup('check', `${folder}/d.yaml`, '--json');
      const codes = JSON.parse(stdout).diagnostics.map(({ code }: { code: string }) => code);
      expect(codes.filter((code: string) => code === 'unused-group')).toEqual(said);
    });
});
