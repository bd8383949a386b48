import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';
import { readPrinted } from '../support/printed.js';

const example = path.resolve('examples/web-server/web-server.yaml');

describe('convert', () => {
  test.each(['native', 'aws', 'terraform', 'cloudformation', 'openstack'])(
    'to %s prints the definition, and nothing else',
    async (format) => {
      const { status, stdout, stderr } = await secgroup('convert', example, '--to', format);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain('web');
      expect(stdout.endsWith('\n')).toBe(true);
    },
  );

  test('-o writes a file, and prints nothing', async () => {
    await withFiles({}, async (folder) => {
      const file = path.join(folder, 'groups.tf');
      const result = await secgroup('convert', example, '--to', 'terraform', '-o', file);
      expect(result).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(await readFile(file, 'utf8')).toContain('resource "aws_security_group" "web"');
    });
  });

  test('says what is left out: expectations, elsewhere than in the native language', async () => {
    const expecting = path.resolve('examples/three-tier.yaml');
    const native = await secgroup('convert', expecting, '--to', 'native');
    expect(native).toMatchObject({ status: 0, stderr: '' });
    expect(native.stdout).toContain('port: postgresql, allowed: true }');
    const { status, stderr } = await secgroup('convert', expecting, '--to', 'aws');
    expect({ status, said: readPrinted(stderr).map(({ code }) => code) }).toEqual({
      status: 0,
      said: ['left-out'],
    });
  });

  test('a file that cannot be written is what the machine lacks', async () => {
    const { status, stdout, stderr } = await secgroup('convert', example, '--to', 'aws', '-o', '/dev/null/x');
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain("cannot write '/dev/null/x'");
  });

  test('what another format cannot hold is an error with its place, and nothing is written', async () => {
    const definition = `
groups: { web: { ingress: [{ allow: ssh, from: 10.0.0.0/8 }] } }
hosts:
  h:
    forward: ignore
    interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } }
`;
    await withFiles(definition, async (folder) => {
      const file = path.join(folder, 'groups.json');
      const source = path.join(folder, 'd.yaml');
      const { status, stdout, stderr } = await secgroup('convert', source, '--to', 'aws', '-o', file);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(readPrinted(stderr).map(({ code, blamed }) => [code, blamed])).toEqual([
        ['not-expressible', 'ignore'],
      ]);
      await expect(readFile(file)).rejects.toThrow();
    });
  });

  test('--minimal counts the rules of each group on standard error', async () => {
    const { status, stderr } = await secgroup(
      'convert',
      'examples/many-groups',
      '--to',
      'native',
      '--minimal',
    );
    expect(status).toBe(0);
    expect(stderr).toMatch(/^monitoring +4 \(was 13\) +1 +1 +1 +within$/m);
    expect(stderr).toContain('old-1 eth0: 9 groups, above 5');
  });
});
