import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { backendOf } from '../../src/backend/registry.js';
import { targets } from '../../src/target/target.js';
import { secgroup } from '../support/cli.js';
import { compileDefinition, withFiles } from '../support/definition.js';
import { readPrinted } from '../support/printed.js';

const example = path.resolve('examples/three-tier.yaml');
const hosts = ['app-1', 'app-2', 'bastion-1', 'db-1', 'db-2', 'web-1', 'web-2'];
const into = <T>(use: (folder: string) => Promise<T>) => withFiles({}, use);

describe('compile', () => {
  test('prints the script of one host, and nothing else', async () => {
    const { status, stdout, stderr } = await secgroup('compile', example, '--host', 'web-1');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^#!\/usr\/sbin\/nft -f\n/);
  });

  test('needs no --host where there is one host', async () => {
    const definition = 'hosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1] } } } }';
    await withFiles(definition, async (folder) => {
      expect((await secgroup('compile', `${folder}/d.yaml`)).stdout).toMatch(/^#!/);
    });
  });

  test.each(targets)('-o writes one runnable file a host: %s', async (target) => {
    await into(async (folder) => {
      const output = path.join(folder, 'a/b');
      const result = await secgroup('compile', example, '-o', output, '--target', target);
      expect(result).toMatchObject({ status: 0, stdout: '' });
      expect(result.stderr).toMatch(/^wrote 7 of 7 scripts: [^\n]+\n$/);
      expect((await readdir(output)).sort()).toEqual(
        hosts.map((host) => host + backendOf(target).fileEnding),
      );
      for (const file of await readdir(output)) {
        expect((await stat(path.join(output, file))).mode & 0o777).toBe(0o755);
        expect(await readFile(path.join(output, file), 'utf8')).toMatch(/^#!/);
      }
    });
  });

  test('-o writes what standard output would have shown', async () => {
    await into(async (folder) => {
      await secgroup('compile', example, '-o', folder, '--host', 'web-1', '--host', 'db-1');
      expect((await readdir(folder)).sort()).toEqual(['db-1.nft', 'web-1.nft']);
      const { stdout } = await secgroup('compile', example, '--host', 'db-1');
      expect(await readFile(path.join(folder, 'db-1.nft'), 'utf8')).toBe(stdout);
    });
  });

  test('-o replaces a file whole, and makes it runnable', async () => {
    await into(async (folder) => {
      const file = path.join(folder, 'web-1.nft');
      await writeFile(file, 'old\n'.repeat(100_000));
      await chmod(file, 0o600);
      await secgroup('compile', example, '-o', folder, '--host', 'web-1');
      expect(await readFile(file, 'utf8')).not.toContain('old\n');
      expect((await stat(file)).mode & 0o777).toBe(0o755);
      expect(await readdir(folder)).toEqual(['web-1.nft']);
    });
  });

  test('-o leaves files alone that hold the same firewall already', async () => {
    const definition = (port: number) => `
groups: { a: { ingress: [{ allow: tcp/1, from: anywhere }] }, b: { ingress: [{ allow: tcp/${port}, from: anywhere }] } }
hosts:
  one: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [a] } } }
  two: { interfaces: { eth0: { addresses: [10.0.0.2], groups: [b] } } }
`;
    await into(async (folder) => {
      const source = path.join(folder, 'd.yaml');
      const compile = async (port: number) => {
        await writeFile(source, definition(port));
        return (await secgroup('compile', source, '-o', folder)).stderr;
      };
      expect(await compile(2)).toBe('wrote 2 of 2 scripts: one.nft, two.nft\n');
      const before = await stat(path.join(folder, 'one.nft'), { bigint: true });
      expect(await compile(3)).toBe('wrote 1 of 2 scripts: two.nft; the others were written\n');
      expect((await stat(path.join(folder, 'one.nft'), { bigint: true })).mtimeNs).toBe(before.mtimeNs);
      expect(await readFile(path.join(folder, 'two.nft'), 'utf8')).toContain('3 : accept');
      expect(await compile(3)).toBe('wrote 0 of 2 scripts; the others were written\n');
    });
  });

  test('--budget refuses a host that costs more, and says what it costs', async () => {
    const { status, stdout, stderr } = await secgroup('compile', example, '--host', 'web-1', '--budget', '3');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /error\[over-budget\]: a new connection to host 'web-1' costs up to \d+ lookups, above the budget of 3/,
    );
    expect((await secgroup('compile', example, '--host', 'web-1', '--budget', '100')).status).toBe(0);
  });

  test('--stats goes to standard error', async () => {
    const { stdout, stderr } = await secgroup('compile', example, '--host', 'web-1', '--stats');
    expect(stdout).toMatch(/^#!/);
    expect(stdout).not.toContain('RULES IN');
    expect(stderr).toMatch(/HOST +RULES IN +ENTRIES OUT/);
    expect(stderr).toMatch(/web-1 +\d+/);
  });
});

describe('scripts of hosts that are gone', () => {
  const definition = (...names: readonly string[]) =>
    `hosts:\n${names.map((name, i) => `  ${name}: { interfaces: { eth0: { addresses: [10.0.0.${i + 1}] } } }\n`).join('')}`;

  /** Compiles for two hosts, and then for one of them. */
  async function withGone(
    use: (folder: string, again: (...args: string[]) => ReturnType<typeof secgroup>) => Promise<void>,
  ) {
    await withFiles(definition('stays', 'goes'), async (folder) => {
      const again = (...args: string[]) =>
        secgroup('compile', `${folder}/d.yaml`, '-o', `${folder}/out`, ...args);
      await again();
      await again('-t', 'ipset');
      await writeFile(`${folder}/d.yaml`, definition('stays'));
      await use(`${folder}/out`, again);
    });
  }

  test('are told, and left', async () => {
    await withGone(async (folder, again) => {
      const { status, stderr } = await again();
      expect(status).toBe(0);
      expect(stderr).toContain(
        '\nleft from hosts that are gone: goes.ipset.sh, goes.nft; --prune removes them\n',
      );
      expect(await readdir(folder)).toHaveLength(4);
    });
  });

  test('are removed with --prune, and not with --dry-run', async () => {
    await withGone(async (folder, again) => {
      const dry = await again('--prune', '--dry-run');
      expect(dry.stderr).toContain(
        '\nwould remove scripts of hosts that are gone: goes.ipset.sh, goes.nft\n',
      );
      expect(await readdir(folder)).toHaveLength(4);
      const { stderr } = await again('--prune');
      expect(stderr).toContain('\nremoved scripts of hosts that are gone: goes.ipset.sh, goes.nft\n');
      expect((await readdir(folder)).sort()).toEqual(['stays.ipset.sh', 'stays.nft']);
      expect((await again('--prune')).stderr).not.toContain('gone');
    });
  });

  test('are in the JSON document', async () => {
    await withGone(async (folder, again) => {
      const { stdout } = await again('--json');
      const file = (name: string) => ({ file: path.join(folder, name), removed: false });
      expect(JSON.parse(stdout).gone).toEqual([file('goes.ipset.sh'), file('goes.nft')]);
    });
  });

  test('are nothing but what a run of ours wrote under that name', async () => {
    await withGone(async (folder, again) => {
      const script = await readFile(`${folder}/goes.nft`, 'utf8');
      await writeFile(`${folder}/copy.nft`, script);
      await writeFile(`${folder}/by-hand.nft`, '#!/usr/sbin/nft -f\n# mine\n');
      await writeFile(`${folder}/goes.txt`, script);
      await writeFile(`${folder}/empty.nft`, '');
      await mkdir(`${folder}/folder.nft`);
      await symlink('goes.nft', `${folder}/link.nft`);
      await writeFile(`${folder}/target`, script.replace('host goes', 'host linked'));
      await symlink('target', `${folder}/linked.nft`);
      await again('--prune');
      expect((await readdir(folder)).sort()).toEqual([
        'by-hand.nft',
        'copy.nft',
        'empty.nft',
        'folder.nft',
        'goes.txt',
        'link.nft',
        'linked.nft',
        'stays.ipset.sh',
        'stays.nft',
        'target',
      ]);
    });
  });

  test('are not those of hosts that were not asked for', async () => {
    await into(async (folder) => {
      await secgroup('compile', example, '-o', folder);
      const { stderr } = await secgroup('compile', example, '-o', folder, '--host', 'web-1', '--prune');
      expect(stderr).not.toContain('gone');
      expect(await readdir(folder)).toHaveLength(7);
    });
  });
});

describe('--dry-run', () => {
  test('says what would be written, and makes nothing', async () => {
    await into(async (folder) => {
      const output = path.join(folder, 'out');
      const args = ['compile', example, '-o', output];
      const dry = await secgroup(...args, '--dry-run');
      expect(dry).toMatchObject({ status: 0, stdout: '' });
      expect(dry.stderr).toMatch(/^would write 7 of 7 scripts: bastion-1\.nft, /);
      expect(await readdir(folder)).toEqual([]);
      await secgroup(...args);
      await writeFile(path.join(output, 'web-1.nft'), 'old');
      const again = await secgroup(...args, '--dry-run');
      expect(again.stderr).toBe('would write 1 of 7 scripts: web-1.nft; the others were written\n');
      expect(await readFile(path.join(output, 'web-1.nft'), 'utf8')).toBe('old');
    });
  });

  test('fails where writing would', async () => {
    await into(async (folder) => {
      await mkdir(path.join(folder, 'web-1.nft'));
      expect((await secgroup('compile', example, '-o', folder, '--dry-run')).status).toBe(3);
    });
  });
});

describe('an error anywhere withholds every file', () => {
  test('of one host among several', async () => {
    const definition = `
groups: { ping: { ingress: [{ allow: protocol/0, from: anywhere }] } }
hosts:
  good: { interfaces: { eth0: { addresses: [10.0.0.1] } } }
  bad: { interfaces: { eth0: { addresses: [10.0.0.2], groups: [ping] } } }
`;
    const { status, scripts, diagnostics } = await compileDefinition(definition);
    expect(diagnostics.map(({ code }) => code)).toContain('not-expressible');
    expect({ status, scripts }).toEqual({ status: 1, scripts: {} });
  });

  test('of a host that is not there', async () => {
    await into(async (folder) => {
      const output = path.join(folder, 'out');
      const args = [
        'compile',
        example,
        '-o',
        output,
        '--host',
        'web-1',
        '--host',
        'web-l',
        '--host',
        'nowhere',
      ];
      const { status, stdout, stderr } = await secgroup(...args);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(readPrinted(stderr)).toMatchObject([
        { code: 'unknown-host', suggestion: "did you mean 'web-1'?" },
        { code: 'unknown-host', suggestion: undefined },
      ]);
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('and leaves the files of the last time as they were', async () => {
    await withFiles('grops: {}', async (folder) => {
      await writeFile(path.join(folder, 'web-1.nft'), 'as it was');
      expect((await secgroup('compile', `${folder}/d.yaml`, '-o', folder)).status).toBe(1);
      expect((await readdir(folder)).sort()).toEqual(['d.yaml', 'web-1.nft']);
      expect(await readFile(path.join(folder, 'web-1.nft'), 'utf8')).toBe('as it was');
    });
  });

  test('a definition without hosts', async () => {
    await withFiles('groups: { web: {} }', async (folder) => {
      const { status, stdout, stderr } = await secgroup('compile', `${folder}/d.yaml`);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(readPrinted(stderr)).toMatchObject([{ code: 'no-hosts' }]);
    });
  });
});

describe('a folder that cannot be written to: exit status 3', () => {
  test.each<[name: string, why: string]>([
    ['file', 'a file with that name exists'],
    ['file/below', 'part of the path is not a folder'],
    ['x'.repeat(300), 'its name is too long'],
  ])('%s', async (name, why) => {
    await withFiles({ file: '' }, async (folder) => {
      const result = await secgroup('compile', example, '-o', path.join(folder, name), '--host', 'web-1');
      expect(result).toMatchObject({ status: 3, stdout: '' });
      expect(result.stderr).toBe(`secgroup: cannot write '${path.join(folder, name)}': ${why}\n`);
    });
  });

  test('because a folder has the name of the file', async () => {
    await into(async (folder) => {
      await mkdir(path.join(folder, 'web-1.nft'));
      const { status, stderr } = await secgroup('compile', example, '-o', folder, '--host', 'web-1');
      expect(status).toBe(3);
      expect(stderr).toMatch(/^secgroup: cannot write '.*web-1\.nft': it is a folder\n$/);
      expect(await readdir(folder)).toEqual(['web-1.nft']);
    });
  });

  test.skipIf(process.getuid?.() === 0)('because it is not allowed', async () => {
    await into(async (folder) => {
      await chmod(folder, 0o500);
      const { status, stderr } = await secgroup('compile', example, '-o', folder, '--host', 'web-1');
      await chmod(folder, 0o700);
      expect(status).toBe(3);
      expect(stderr).toContain('permission denied');
    });
  });
});
