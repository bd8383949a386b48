import { chmodSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { programEnvironment } from '../../../src/machine/programs.js';
import { inTurn } from '../../support/sample.js';
import { describeKernel } from '../rig/index.js';
import { buildConsumer, type Consumer } from './consumer.js';
import { watched } from './stage.js';

const NOBODY = 65_534;

let consumer: Consumer;
let secgroup: readonly string[];
beforeAll(async () => {
  consumer = await buildConsumer();
  const { folder, built } = consumer;
  for (const one of [folder, path.resolve(path.dirname(built.main), '../..')]) chmodSync(one, 0o755);
  secgroup = [process.execPath, built.main, 'test', path.join(folder, 'examples/web-server/web-server.yaml')];
});
afterAll(() => consumer.remove());

/** Whether an ordinary user may read the project at all; where the test is no administrator's, it is one. */
async function ordinaryUser(): Promise<number | undefined | 'nobody may'> {
  if (process.getuid!() !== 0) return undefined;
  const modules = realpathSync('node_modules/execa');
  const { exitCode } = await execa('ls', [modules], { uid: NOBODY, gid: NOBODY, cwd: '/', reject: false });
  return exitCode === 0 ? NOBODY : 'nobody may';
}

describeKernel('on this machine', () => {
  it.for(inTurn(['ipset', 'nftables', 'iptables'])())(
    'an ordinary user needs no root, for %s',
    async (target, { skip }) => {
      const user = await ordinaryUser();
      if (user === 'nobody may') return skip('an ordinary user may not read this folder');
      await watched([...secgroup, '--probes', '60', '--target', target], { user }, async (one) => {
        const { exitCode, stdout, stderr } = await one.running;
        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
        expect(stdout).toMatch(/ probes, all agree$/);
        expect(await one.left()).toEqual([]);
      });
    },
  );

  const needed: readonly (readonly [program: string, advice: string, ...options: string[]])[] = [
    ['nft', 'nftables'],
    ['ipset', 'ipset', '--target', 'ipset'],
    ['unshare', 'util-linux'],
    ['perl', 'perl'],
    ['ip', 'iproute2'],
    ['ip6tables-restore', 'iptables', '--target', 'iptables'],
  ];
  it.concurrent.for(inTurn(needed, 2)())(
    'without %s it says so, and how to get it',
    async ([program, advice, ...options]) => {
      const { exitCode, stdout, stderr } = await inNamespace(hidden(program), [...secgroup, ...options]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
      const [first, ...missing] = stderr.split('\n');
      expect(first).toBe('secgroup: the laboratory cannot be built here:');
      expect(missing).toContain(`  ${program} is not installed: apt-get install ${advice}`);
      // One file can be several programs, of one package.
      expect(
        missing.filter((line) => !line.endsWith(` is not installed: apt-get install ${advice}`)),
      ).toEqual([]);
    },
  );

  it('where there may be no namespaces it says why, and what to do', async () => {
    const none = 'echo 0 >/proc/sys/user/max_user_namespaces';
    const { exitCode, stdout, stderr } = await inNamespace(none, secgroup);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain(
      'namespaces are not allowed here: unshare: unshare failed: No space left on device\n',
    );
    expect(stderr).toContain('  user.max_user_namespaces is too low: sysctl user.max_user_namespaces=15000');
  });

  it('where there may be no network of its own it says so', async () => {
    const few = 'echo 1 >/proc/sys/user/max_net_namespaces';
    const { exitCode, stderr } = await inNamespace(few, secgroup);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('new network namespace "h0": No space left on device');
  });
});

/** Behind a change that is seen by nobody else. */
async function inNamespace(change: string, argv: readonly string[]) {
  const script = `set -e; ${change}; exec "$@"`;
  const { exitCode, stdout, stderr } = await execa('unshare', ['-Urm', 'sh', '-c', script, 'sh', ...argv], {
    env: programEnvironment(),
    reject: false,
  });
  return { exitCode, stdout, stderr };
}

/** A device in place of a program is nothing that could be run. */
const hidden = (program: string): string =>
  `for folder in $(echo "$PATH" | tr : ' '); do
  if [ -x "$folder/${program}" ]; then mount --bind /dev/null "$(readlink -f "$folder/${program}")"; fi
done`;
