import { createHash } from 'node:crypto';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ansibleRole } from '../../src/provision/ansible.js';
import { hostFiles, type ProvisionInput } from '../../src/provision/provision.js';
import { targets } from '../../src/target/target.js';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';

const definition = (host: string) => `
groups: { web: { ingress: [{ allow: http, from: anywhere, description: '{{ pages }}' }] } }
hosts: { ${host}: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } } }
`;

async function roleOf(host: string, ...options: readonly string[]) {
  return withFiles(definition(host), async (folder) => {
    const { stdout } = await secgroup('provision', 'ansible', `${folder}/d.yaml`, '--json', ...options);
    const { files, hosts } = JSON.parse(stdout);
    const all: readonly { path: string; text: string }[] = [...files, ...hosts[0].files];
    return new Map(all.map(({ path, text }) => [path, text]));
  });
}

describe('a role for Ansible', () => {
  test('has what Ansible looks for, and nothing of the definition but ids of hosts in it', async () => {
    const role = await roleOf('web-1');
    const own = [...role].filter(([path]) => !path.startsWith('/files/'));
    expect(own.map(([path]) => path.slice(1))).toEqual([
      'defaults/main.yml',
      'handlers/main.yml',
      'meta/main.yml',
      'tasks/boot.yml',
      'tasks/change.yml',
      'tasks/main.yml',
      'vars/main.yml',
    ]);
    for (const [path, text] of own) {
      expect(parse(text), path).toBeTruthy();
      expect(text).not.toContain('pages');
    }
  });

  test.each(['no', '1.0', '0x1', '2026-01-01', '5e3'])('takes the id %s as text', async (id) => {
    const role = await roleOf(`'${id}'`);
    expect(parse(role.get('/vars/main.yml')!, { version: '1.1' })).toEqual({ secgroup_hosts: [id] });
  });

  test.each(targets)(
    'has files that belong together, and a program that a shell takes: %s',
    async (target) => {
      const role = await roleOf('web-1', '--target', target);
      const [script, staged, change] = ['next/script', 'next/staged', 'change.sh'].map(
        (name) => role.get(`/files/web-1/change/${name}`)!,
      );
      const digest = createHash('sha256').update(script!).digest('hex');
      expect(staged).toMatch(new RegExp(`^# ${digest}\n[\\s\\S]*\n# end\n$`));
      expect(await execa('sh', ['-n'], { input: change! })).toMatchObject({ exitCode: 0, stderr: '' });
    },
  );

  test('is not written over another one', async () => {
    const files = { 'd.yaml': definition('web-1'), 'role/tasks/main.yml': '- debug: {}\n' };
    await withFiles(files, async (folder) => {
      const write = (name: string) =>
        secgroup('provision', 'ansible', `${folder}/d.yaml`, '-o', `${folder}/${name}`);
      expect(await write('role')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('another role'),
      });
      expect((await write('own')).status).toBe(0);
      expect((await write('own')).status).toBe(0);
    });
  });

  test('has what a boot loads, but no script that was not confirmed', () => {
    const input: ProvisionInput = {
      generator: 'secgroup 0.0.0',
      host: 'web-1',
      target: 'nftables',
      script: 'flush table inet secgroup\ntable inet secgroup {\n}\n',
      path: '/opt/x.nft',
      rescue: [{ target: 'nftables', text: '#!/usr/sbin/nft -f\n' }],
    };
    const boot = ansibleRole('secgroup 0.0.0', [input]).hosts[0]!.files.filter(({ path }) =>
      path.startsWith('/files/web-1/boot/'),
    );
    const paths = hostFiles(input).map(({ path }) => path);
    expect(boot.map(({ path }) => path.slice('/files/web-1/boot'.length))).toEqual(
      paths.filter((path) => path !== '/opt/x.nft'),
    );
  });
});
