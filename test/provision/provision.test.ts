import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cloudInit, isPlainPath, type ProvisionInput, systemdUnit } from '../../src/provision/provision.js';
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
};

interface UserData {
  readonly packages: readonly string[];
  readonly write_files: readonly {
    readonly path: string;
    readonly owner: string;
    readonly permissions: string;
    readonly encoding: string;
    readonly content: string;
  }[];
  readonly runcmd: readonly (readonly string[])[];
}

const decompressed = (base64: string) => gunzipSync(Buffer.from(base64, 'base64')).toString('utf8');
const decoded = (base64: string) => Buffer.from(base64, 'base64').toString('utf8');

describe('the unit', () => {
  test('is ordered before the network comes up', () => {
    const lines = systemdUnit(input).split('\n');
    expect(lines.find((line) => line.startsWith('Before='))).toMatch(/\bnetwork-pre\.target\b/);
    expect(lines).toContain('Wants=network-pre.target');
    expect(lines).toContain('DefaultDependencies=no');
  });

  test.each([
    ['nftables', 'ExecStart=/usr/sbin/nft -f /etc/x', 'nft delete table inet secgroup'],
    ['iptables', 'ExecStart=/bin/sh /etc/x', 'sh /etc/x unload'],
    ['ipset', 'ExecStart=/bin/sh /etc/x', 'sh /etc/x unload'],
  ] as const)('loads a script for %s, and says how to unload it', (target, load, unload) => {
    const unit = systemdUnit({ ...input, target, path: '/etc/x' });
    expect(unit.split('\n')).toContain(load);
    expect(unit.split('\n')).toContain(load.replace('ExecStart', 'ExecReload'));
    expect(unit).toContain(unload);
  });

  test('does not open the host when it is stopped', () => {
    expect(systemdUnit(input)).not.toMatch(/^Exec(Stop|StopPost)=/m);
  });

  test.for(targets)('is what systemd takes for a unit: %s', async (target, { skip }) => {
    // What is verified is the unit; that the program it starts is installed is another matter.
    const unit = systemdUnit({ ...input, target }).replaceAll('/usr/sbin/nft', '/bin/true');
    await withFiles({ 'secgroup.service': unit }, async (folder) => {
      const verify = execa('systemd-analyze', ['verify', `${folder}/secgroup.service`], {
        reject: false,
        all: true,
      });
      const { all, exitCode, code } = await verify;
      skip(code === 'ENOENT', 'systemd-analyze is not installed');
      expect({ exitCode, all }).toEqual({ exitCode: 0, all: '' });
    });
  });
});

describe('user-data', () => {
  test.each(targets)('installs script and unit, exactly: %s', async (target) => {
    const args = [example, '--host', 'web-1', '--target', target];
    const { stdout, stderr, status } = await secgroup('provision', 'cloud-init', ...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^#cloud-config\n/);
    const data = parse(stdout) as UserData;
    const [script, unit] = data.write_files;
    expect(decompressed(script!.content)).toBe((await secgroup('compile', ...args)).stdout);
    expect(decoded(unit!.content)).toBe((await secgroup('provision', 'systemd', ...args)).stdout);
    expect(decoded(unit!.content)).toContain(script!.path);
    expect(script).toMatchObject({ owner: 'root:root', permissions: '0755', encoding: 'gz+b64' });
    expect(unit).toMatchObject({
      path: '/etc/systemd/system/secgroup.service',
      permissions: '0644',
      encoding: 'b64',
    });
    expect(data.runcmd).toContainEqual(['systemctl', 'enable', '--now', 'secgroup.service']);
  });

  test.each([
    ['nftables', ['nftables']],
    ['iptables', ['iptables']],
    ['ipset', ['iptables', 'ipset']],
  ] as const)('installs what a script for %s needs', (target, packages) => {
    expect((parse(cloudInit({ ...input, target })) as UserData).packages).toEqual(packages);
  });

  test('holds any script as it is', () => {
    const script = `${input.script}\u202e🔥 \r\n\t"}]'\n`.repeat(100);
    const data = parse(cloudInit({ ...input, script })) as UserData;
    expect(decompressed(data.write_files[0]!.content)).toBe(script);
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
      expect(stderr).toContain(`the user-data has ${stdout.length} bytes; EC2 takes 16384`);
    });
  });

  test('--path puts the script elsewhere', async () => {
    const args = ['provision', 'cloud-init', example, '--host', 'web-1', '--path', '/opt/fw/rules_1.nft'];
    const data = parse((await secgroup(...args)).stdout) as UserData;
    expect(data.write_files[0]!.path).toBe('/opt/fw/rules_1.nft');
    expect(decoded(data.write_files[1]!.content)).toContain(
      'ExecStart=/usr/sbin/nft -f /opt/fw/rules_1.nft\n',
    );
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
    expect(() => systemdUnit({ ...input, host })).toThrow('is not a plain host id');
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
    expect(() => systemdUnit({ ...input, path: hostilePath })).toThrow('is not a plain path');
    expect(() => cloudInit({ ...input, path: hostilePath })).toThrow('is not a plain path');
  });

  test.each(['/etc/secgroup/web-1.nft', '/x', '/opt/a_b/-rf.nft'])('path %s is fine', (plain) => {
    expect(isPlainPath(plain)).toBe(true);
  });
});

test('a host that is not there, or a definition that is wrong: nothing is printed', async () => {
  const result = await secgroup('provision', 'systemd', example, '--host', 'web-l');
  expect(result).toMatchObject({ status: 1, stdout: '' });
  expect(result.stderr).toContain("did you mean 'web-1'?");
});
