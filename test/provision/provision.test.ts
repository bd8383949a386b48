import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { backendOf } from '../../src/backend/registry.js';
import { cloudInit, hostFiles, isPlainPath, type ProvisionInput } from '../../src/provision/provision.js';
import { targets } from '../../src/target/target.js';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';

const example = path.resolve('examples/three-tier.yaml');

const input: ProvisionInput = {
  generator: 'secgroup 0.0.0',
  host: 'web-1',
  target: 'nftables',
  script: '#!/usr/sbin/nft -f\n# "quotes" \'and\' $(touch x) {{ x }} \n---\n',
  path: '/etc/secgroup/web-1.nft',
  rescue: [{ target: 'nftables', text: '#!/usr/sbin/nft -f\n' }],
};

interface UserData {
  readonly packages: readonly string[];
  readonly bootcmd: readonly [string];
  readonly runcmd: readonly (readonly string[])[];
}

const UNIT = '/etc/systemd/system/secgroup.service';
const LOADER = '/etc/secgroup/load.sh';

function textOf(path: string, of: ProvisionInput = input): string {
  return hostFiles(of).find((file) => file.path === path)!.text;
}

/** The files that user-data writes, by running what it has for that. */
async function installed(userData: string): Promise<ReadonlyMap<string, { text: string; mode: number }>> {
  const { bootcmd } = parse(userData) as UserData;
  const [, base64] = /^printf %s '([A-Za-z0-9+/=]+)' \| base64 -d \| gzip -d \| sh &&$/m.exec(bootcmd[0])!;
  const installer = gunzipSync(Buffer.from(base64!, 'base64')).toString('utf8');
  return withFiles({}, async (folder) => {
    await execa('sh', {
      input: installer.replaceAll(/(?<=^[^|].*)\/etc\/|(?<=^[^|].*)\/opt\//gm, (root) => folder + root),
    });
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = names.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
    const read = async (file: string) =>
      [
        file.slice(folder.length),
        { text: await readFile(file, 'utf8'), mode: (await stat(file)).mode & 0o777 },
      ] as const;
    return new Map(await Promise.all(files.map(read)));
  });
}

describe('the unit', () => {
  test('is ordered before the network comes up', () => {
    const lines = textOf(UNIT).split('\n');
    expect(lines.find((line) => line.startsWith('Before='))).toMatch(/\bnetwork-pre\.target\b/);
    expect(lines).toContain('Wants=network-pre.target');
    expect(lines).toContain('DefaultDependencies=no');
  });

  test.each([
    ['nftables', 'nft -f /etc/x', 'nft delete table inet secgroup', ['/etc/secgroup/rescue.nft']],
    [
      'iptables',
      'sh /etc/x',
      'sh /etc/x unload',
      ['/etc/secgroup/rescue.iptables.sh', '/etc/secgroup/rescue.nft'],
    ],
    [
      'ipset',
      'sh /etc/x',
      'sh /etc/x unload',
      ['/etc/secgroup/rescue.iptables.sh', '/etc/secgroup/rescue.nft'],
    ],
  ] as const)(
    'loads a script for %s, or what rescues, and says how to unload it',
    (target, load, unload, rescues) => {
      const rescue = backendOf(target).kernel.boot.rescuers.map((one) => ({ target: one, text: '' }));
      const of = { ...input, target, rescue, path: '/etc/x' };
      expect(textOf(LOADER, of)).toContain(`  ${load} && is_loaded\n`);
      expect(textOf(UNIT, of)).toContain(unload);
      const paths = hostFiles(of).map((file) => file.path);
      expect(paths).toEqual(expect.arrayContaining([...rescues]));
      for (const one of rescues) expect(textOf(LOADER, of)).toContain(one);
    },
  );

  test('does not open the host when it is stopped', () => {
    expect(textOf(UNIT)).not.toMatch(/^Exec(Stop|StopPost)=/m);
  });

  test.for(targets)('and what loads it are what systemd and a shell take: %s', async (target, { skip }) => {
    await withFiles({ 'secgroup.service': textOf(UNIT, { ...input, target }) }, async (folder) => {
      const verify = execa('systemd-analyze', ['verify', `${folder}/secgroup.service`], {
        reject: false,
        all: true,
      });
      const { all, exitCode, code } = await verify;
      skip(code === 'ENOENT' && !process.env.CI, 'systemd-analyze is not installed');
      expect({ exitCode, all }).toEqual({ exitCode: 0, all: '' });
    });
    const check = await execa('sh', ['-n'], { input: textOf(LOADER, { ...input, target }), reject: false });
    expect(check).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test.each(['nftables', 'iptables', 'netfilter-persistent', 'ufw', 'firewalld'])(
    'is loaded again when %s has loaded or unloaded its rules',
    (service) => {
      const lines = textOf(`/etc/systemd/system/${service}.service.d/secgroup.conf`).split('\n');
      expect(lines).toContain('ExecStartPost=-+/bin/sh /etc/secgroup/load.sh again');
      expect(lines).toContain('ExecStopPost=-+/bin/sh /etc/secgroup/load.sh again');
    },
  );
});

describe('provision -o', () => {
  test('writes what hosts have on their disks, for all of them', async () => {
    await withFiles({}, async (folder) => {
      const { status } = await secgroup('provision', 'systemd', example, '-o', folder);
      expect(status).toBe(0);
      expect(await readdir(folder)).toEqual(expect.arrayContaining(['web-1', 'web-2', 'db-1']));
      const script = await readFile(`${folder}/web-1/etc/secgroup/web-1.nft`, 'utf8');
      expect(script).toBe((await secgroup('compile', example, '--host', 'web-1')).stdout);
      expect((await stat(`${folder}/web-1${LOADER}`)).mode & 0o777).toBe(0o755);
      expect(await readFile(`${folder}/web-1${UNIT}`, 'utf8')).toContain(`ExecStart=/bin/sh ${LOADER}`);
    });
  });

  test('--confirmed loads what was confirmed, and writes no script', async () => {
    await withFiles({}, async (folder) => {
      await secgroup('provision', 'systemd', example, '--host', 'web-1', '--confirmed', '-o', folder);
      expect(await readdir(`${folder}/web-1/etc/secgroup`)).toEqual(['again.nft', 'load.sh', 'rescue.nft']);
      const loader = await readFile(`${folder}/web-1${LOADER}`, 'utf8');
      expect(loader).toContain('script=/var/lib/secgroup/confirmed/script\n');
    });
  });

  test('user-data too', async () => {
    await withFiles({}, async (folder) => {
      await secgroup('provision', 'cloud-init', example, '-o', folder);
      const one = await secgroup('provision', 'cloud-init', example, '--host', 'web-1');
      expect(await readFile(`${folder}/web-1/user-data`, 'utf8')).toBe(one.stdout);
    });
  });
});

describe('user-data', () => {
  test.each(targets)('installs all that `provision systemd` writes, exactly: %s', async (target) => {
    const args = [example, '--host', 'web-1', '--target', target];
    const { stdout, stderr, status } = await secgroup('provision', 'cloud-init', ...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^#cloud-config\n/);
    const units = JSON.parse((await secgroup('provision', 'systemd', ...args, '--json')).stdout);
    const files: { path: string; mode: string; text: string }[] = units.hosts[0].files;
    const found = await installed(stdout);
    expect([...found.keys()].sort()).toEqual(files.map((file) => file.path).sort());
    for (const file of files)
      expect(found.get(file.path)).toEqual({ text: file.text, mode: Number.parseInt(file.mode, 8) });
    expect((parse(stdout) as UserData).runcmd).toContainEqual(['systemctl', 'start', 'secgroup.service']);
    const check = await execa('sh', ['-n'], { input: (parse(stdout) as UserData).bootcmd[0], reject: false });
    expect(check).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test.each([
    ['nftables', ['nftables']],
    ['iptables', ['iptables']],
    ['ipset', ['iptables', 'ipset']],
  ] as const)('installs what a script for %s needs', (target, packages) => {
    expect((parse(cloudInit({ ...input, target })) as UserData).packages).toEqual(packages);
  });

  test('holds any script as it is', async () => {
    const script = `${input.script}\u202e🔥 \r\n\t"}]'\n.\n|\n`.repeat(100);
    expect((await installed(cloudInit({ ...input, script }))).get(input.path)!.text).toBe(script);
  });

  test('says when EC2 would not take it', async () => {
    const members = Array.from(
      { length: 8_000 },
      (_, i) => `10.${(i * 7919) % 251}.${(i * 104_729) % 241}.${i % 199}`,
    );
    const definition = JSON.stringify({
      groups: { web: { members, ingress: [{ allow: 'ssh', from: 'self' }] } },
      hosts: { h: { interfaces: { eth0: { addresses: ['10.0.0.1'], groups: ['web'] } } } },
    });
    await withFiles({ 'd.json': definition }, async (folder) => {
      const { status, stdout, stderr } = await secgroup('provision', 'cloud-init', `${folder}/d.json`);
      expect(status).toBe(0);
      expect(stderr).toContain(`the user-data of h has ${stdout.length} bytes; EC2 takes 16384`);
    });
  });

  test('--path puts the script elsewhere', async () => {
    const args = ['provision', 'cloud-init', example, '--host', 'web-1', '--path', '/opt/fw/rules_1.nft'];
    const files = await installed((await secgroup(...args)).stdout);
    expect(files.has('/opt/fw/rules_1.nft')).toBe(true);
    expect(files.get(LOADER)!.text).toContain('nft -f /opt/fw/rules_1.nft ');
  });
});

describe('what would have to be quoted is refused, whoever asks', () => {
  const hostile = [
    '',
    'a b',
    'a\nb',
    'x;y',
    '$(x)',
    '`x`',
    "'",
    '"',
    '%n',
    'ä',
    'a\\b',
    '{{ x }}',
    '#',
    '../x',
  ];

  test.each(hostile)('host %j', (host) => {
    expect(() => hostFiles({ ...input, host })).toThrow('is not a plain host id');
    expect(() => cloudInit({ ...input, host })).toThrow('is not a plain host id');
  });

  test.each([
    ...hostile.map((text) => `/etc/${text}`),
    'relative',
    '/',
    '/a//b',
    '/a/',
    '/a/./b',
    '/a/../b',
    '/.x',
  ])('path %j', (hostilePath) => {
    expect(isPlainPath(hostilePath)).toBe(false);
    expect(() => hostFiles({ ...input, path: hostilePath })).toThrow('is not a plain path');
    expect(() => cloudInit({ ...input, path: hostilePath })).toThrow('is not a plain path');
  });

  test.each(['/etc/secgroup/web-1.nft', '/x', '/opt/a_b/-rf.nft'])('path %s is fine', (plain) => {
    expect(isPlainPath(plain)).toBe(true);
  });
});

test('a host that is not there, or a definition that is wrong: nothing is printed', async () => {
  const result = await secgroup('provision', 'cloud-init', example, '--host', 'web-l');
  expect(result).toMatchObject({ status: 1, stdout: '' });
  expect(result.stderr).toContain("did you mean 'web-1'?");
});

describe('folders of hosts that are gone', () => {
  const two = `groups: { g: { ingress: [] } }
hosts: { stays.example: &h { interfaces: { eth0: { groups: [g] } } }, goes.example: *h }
`;
  const one = two.replace(', goes.example: *h', '');

  test.each([
    ['systemd', 'out/goes.example', '/etc/own'],
    ['cloud-init', 'out/goes.example', '/own'],
    ['ansible', 'out/files/goes.example', '/change/own'],
  ] as const)('of %s are told, and --prune removes what was written', async (kind, gone, own) => {
    await withFiles({ 'two.yaml': two, 'one.yaml': one }, async (folder) => {
      const run = (...args: readonly string[]) =>
        secgroup(
          'provision',
          kind,
          ...args.map((arg) => arg.replace(/^(?=\w+\.yaml$)/, `${folder}/`)),
          '-o',
          `${folder}/out`,
        );
      const there = () =>
        stat(path.join(folder, gone)).then(
          () => true,
          () => false,
        );
      expect((await run('two.yaml')).stderr).not.toContain('gone');
      // What only has a name, or says another one, is somebody's own.
      await execa('cp', ['-r', gone, `${path.dirname(gone)}/copy`], { cwd: folder });
      await execa('mkdir', [`${path.dirname(gone)}/empty`], { cwd: folder });
      expect((await run('one.yaml')).stderr).toContain(
        'left from hosts that are gone: goes.example; --prune removes them\n',
      );
      expect(await there()).toBe(true);
      await execa('touch', [`${gone}${own}`], { cwd: folder });
      const { stderr } = await run('one.yaml', '--prune');
      expect(stderr).toContain('removed files of hosts that are gone: goes.example\n');
      const { stdout } = await execa('find', [gone, '-type', 'f'], { cwd: folder });
      expect(stdout).toBe(`${gone}${own}`);
      expect((await run('one.yaml')).stderr).not.toContain('gone');
      await run('two.yaml');
      await execa('rm', [`${gone}${own}`], { cwd: folder });
      await run('one.yaml', '--prune');
      expect(await there()).toBe(false);
      expect((await readdir(path.join(folder, path.dirname(gone)))).includes('copy')).toBe(true);
      const json = JSON.parse((await run('two.yaml', '--json', '--host', 'stays.example')).stdout) as object;
      expect(json).toMatchObject({ gone: [] });
    });
  });

  test('are those of a folder', async () => {
    const { status, stderr } = await secgroup('provision', 'ansible', example, '--prune', '--json');
    expect(status).toBe(2);
    expect(stderr).toContain('--prune goes with -o');
  });
});
