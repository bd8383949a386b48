import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, it, vi } from 'vitest';
import { type Built, buildProgram } from '../../support/built.js';
import { secgroup } from '../../support/cli.js';
import { withFiles } from '../../support/definition.js';
import { inTurn } from '../../support/sample.js';
import { describeKernel } from '../rig/index.js';
import { examples } from './support.js';

const example = path.join(examples, 'early-drop');

describeKernel('secgroup test', () => {
  let built: Built;

  beforeAll(async () => {
    built = await buildProgram();
  });

  const tried = (...args: readonly string[]) => secgroup('test', example, ...args);

  it('shows who reaches whom, and that all agree', async () => {
    const { status, stdout, stderr } = await tried();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^web-1 .*tcp 1-65535\*$/m);
    expect(stdout).toMatch(/^ns-1 +not let out +not let out$/m);
    expect(stdout).toMatch(/^2 hosts, nftables, seed 1: \d+ probes, all agree$/m);
  });

  it.each(inTurn(['ipset', 'iptables'])())('prints JSON, and JUnit beside it, of %s', async (target) => {
    await withFiles({}, async (folder) => {
      const file = path.join(folder, 'report.xml');
      const args = ['--target', target, '--json', '--junit', file, '--probes', '60', '--seed', '3'];
      const { status, stdout, stderr } = await tried(...args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({
        target,
        seed: 3,
        hosts: [{ id: 'web-1' }, { id: 'ns-1' }],
        counts: { tried: 60, agreed: 60, disagreed: 0, untried: 0 },
        expectations: [],
        diagnostics: [],
      });
      expect(await readFile(file, 'utf8')).toContain('tests="60" failures="0" errors="0"');
    });
  });

  it('prints TAP of the hosts that are named', async () => {
    const { status, stdout } = await tried('--host', 'web-1', '--tap', '--probes', '40');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^TAP version 14\n.*\n1\.\.40\nok 1 - /);
    expect(stdout.match(/^ok /gm)).toHaveLength(40);
  });

  it('the same seed tries the same, and another seed something else', async () => {
    const of = async (seed: string) => (await tried('--tap', '--seed', seed, '--probes', '200')).stdout;
    const one = await of('1');
    expect(await of('1')).toBe(one);
    expect(await of('2')).not.toBe(one);
  });

  const ends = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const;
  it.each(inTurn(ends)())(
    'ends with its status on %s, and takes the laboratory down',
    async (signal, status) => {
      const running = execa(process.execPath, [built.main, 'test', example], { reject: false });
      const children = await vi.waitUntil(() => childrenOf(running.pid!), { timeout: 30_000 });
      running.kill(signal);
      const { exitCode } = await running;
      expect(exitCode).toBe(status);
      for (const child of children) expect(await isThere(child)).toBe(false);
    },
  );

  it('is no success where the report cannot be written: exit status 3', async () => {
    const { status, stderr } = await tried('--probes', '10', '--junit', '/dev/null/x');
    expect(status).toBe(3);
    expect(stderr).toContain("cannot write '/dev/null/x'");
  });

  // Where /usr/sbin is /usr/bin, a PATH without it hides nothing.
  it.skipIf(existsSync('/usr/sbin/unshare'))(
    'names what is missing and how to get it: exit status 3, and TAP bails out',
    async () => {
      const { exitCode, stdout, stderr } = await execa(
        process.execPath,
        [built.main, 'test', example, '--tap'],
        {
          reject: false,
          env: { PATH: '/nowhere' },
          extendEnv: false,
        },
      );
      expect(exitCode).toBe(3);
      expect(stdout).toMatch(/^TAP version 14\nBail out! /);
      expect(stderr).toContain('unshare is not installed: apt-get install util-linux');
    },
  );
});

/** None yet is false. */
async function childrenOf(pid: number): Promise<readonly number[] | false> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const children = text.trim().split(' ').filter(Boolean).map(Number);
  return children.length > 0 && children;
}

async function isThere(pid: number): Promise<boolean> {
  return readFile(`/proc/${pid}/stat`).then(
    () => true,
    () => false,
  );
}
