import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa, execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { secgroup } from '../../support/cli.js';
import { withFiles } from '../../support/definition.js';
import { environment } from '../in-namespace.js';

/** The machine's addresses, and those of who speaks to it. */
export const OWN = ['10.0.1.10', '2001:db8:1::10'] as const;
const OUTSIDE = ['10.0.1.1/24', '10.0.1.2/24', '2001:db8:1::1/64'] as const;

/** What the definition refuses, and what it allows. */
const REFUSED = 9999;
const ALLOWED = 8888;

/** SSH may come from one of the two who ask, and nobody may send to port 9999. */
export const definition = `
groups:
  g:
    ingress:
      - { allow: udp/${ALLOWED}, from: anywhere }
      - { allow: ssh, from: 10.0.1.1 }
hosts:
  dut:
    interfaces:
      eth0: { addresses: [${OWN.map((one) => `'${one}'`).join(', ')}], groups: [g] }
`;

/** Brings the network up as soon as it may, and listens from the first moment on. */
const UNITS = {
  '/etc/systemd/system/lan.service': `[Unit]
DefaultDependencies=no
Wants=network-pre.target
After=network-pre.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -ec 'ip link set lo up; ip addr add ${OWN[0]}/24 dev eth0; ip addr add ${OWN[1]}/64 dev eth0 nodad; ip link set eth0 up'
[Install]
WantedBy=multi-user.target
`,
  '/etc/systemd/system/answer.service': `[Unit]
DefaultDependencies=no
[Service]
ExecStart=/usr/bin/perl /opt/answer.pl /run ${REFUSED},${ALLOWED} 22
[Install]
WantedBy=sysinit.target
`,
} as const;

/** Datagrams that came through. */
export interface Passed {
  readonly refused: number;
  readonly allowed: number;
}

export interface Machine {
  /** Runs a command of the shell in it; exit status and all that it printed. */
  readonly run: (command: string) => Promise<{ readonly status: number; readonly printed: string }>;
  /** How many datagrams have come through to whom they were sent to, since it was booted. */
  readonly passed: () => Promise<Passed>;
  /** Whether somebody at an address outside can open an SSH connection. */
  readonly connects: (from: string) => Promise<boolean>;
  readonly console: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface Boot {
  /** Of the machine's disk, by path; a text in the place of a file that is there replaces it. */
  readonly files?: Readonly<Record<string, string>>;
  readonly enable?: readonly string[];
  /** What lies between the machine's own files and those of this machine. */
  readonly disk?: string;
  /** For `provision systemd`. */
  readonly options?: readonly string[];
  /** It finds nothing of ours but user-data, which cloud-init is to install. */
  readonly withUserData?: boolean;
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A machine of its own that systemd boots, while outside somebody sends what is refused and what is allowed, a thousand a second of each. */
export async function bootMachine({
  files = {},
  enable = [],
  disk,
  options = [],
  withUserData = false,
}: Boot): Promise<Machine> {
  const work = await mkdtemp(path.join(tmpdir(), 'secgroup-boot-'));
  await provision(work, withUserData ? 'cloud-init' : 'systemd', options);
  await mkdir(`${work}/files/opt`);
  await cp(here('answer.pl'), `${work}/files/opt/answer.pl`);
  for (const [name, text] of Object.entries({ ...UNITS, ...files })) {
    await mkdir(path.dirname(`${work}/files${name}`), { recursive: true });
    await writeFile(`${work}/files${name}`, text);
  }
  await writeFile(
    `${work}/enable`,
    [...(withUserData ? [] : ['secgroup']), 'lan', 'answer', ...enable].join('\n'),
  );
  if (disk === undefined) await mkdir(`${work}/disk`);
  else await symlink(disk, `${work}/disk`);
  const outside = execa('unshare', ['-mn', 'sh', here('outside.sh'), work], {
    all: true,
    reject: false,
    env: environment(),
  });
  const ended = outside.then(({ all }) => {
    throw new Error(`the machine has ended: ${all}`);
  });
  ended.catch(() => undefined);
  const ready = async () => {
    while ((await readFile(`${work}/ready`).catch(() => undefined)) === undefined) await sleep(20);
    const add = OUTSIDE.map(
      (address) => `ip addr add ${address} dev out0 ${address.includes(':') ? 'nodad' : ''}`,
    );
    await execa('nsenter', ['-t', `${outside.pid}`, '-n', 'sh', '-ec', add.join('\n')]);
    return childOf(await childOf(outside.pid!));
  };
  const first = await Promise.race([ready(), ended]);
  const inOutside = ['-t', `${outside.pid}`, '-n', 'perl'];
  const sender = execa('nsenter', [...inOutside, here('send.pl'), ...OWN], { reject: false });
  const run: Machine['run'] = async (command) => {
    const line = ['-t', `${first}`, '-a', 'sh', '-c', command];
    const { exitCode, all } = await execa('nsenter', line, {
      all: true,
      reject: false,
      env: { LC_ALL: 'C' },
    });
    return { status: exitCode ?? 1, printed: all };
  };
  const counted = async (port: number) => Number((await run(`cat /run/${port}`)).printed);
  while ((await run('test -S /run/systemd/private')).status !== 0) await Promise.race([sleep(50), ended]);
  return {
    run,
    passed: async () => ({ refused: await counted(REFUSED), allowed: await counted(ALLOWED) }),
    async connects(from) {
      const connect = `use IO::Socket::INET; exit !IO::Socket::INET->new(PeerAddr => '${OWN[0]}', PeerPort => 22, LocalAddr => '${from}', Timeout => 2)`;
      return (await execa('nsenter', [...inOutside, '-e', connect], { reject: false })).exitCode === 0;
    },
    console: async () => (await run('cat /dev/console')).printed,
    async close() {
      sender.kill();
      outside.kill();
      await Promise.allSettled([sender, outside]);
      await rm(work, { recursive: true, force: true });
    },
  };
}

async function provision(
  work: string,
  kind: 'systemd' | 'cloud-init',
  options: readonly string[],
): Promise<void> {
  await withFiles(definition, async (folder) => {
    const args = ['provision', kind, `${folder}/d.yaml`, '-o', `${work}/out`, ...options];
    expect(await secgroup(...args)).toMatchObject({ status: 0 });
  });
  const seed = `${work}/files/var/lib/cloud/seed/nocloud`;
  await cp(`${work}/out/dut`, kind === 'systemd' ? `${work}/files` : seed, { recursive: true });
  if (kind === 'cloud-init') await writeFile(`${seed}/meta-data`, 'instance-id: one\n');
}

async function childOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Number(children.trim().split(' ')[0]);
}

/** A disk with packages, on top of this machine's; removed by whoever asked for it. */
export async function diskWith(
  packages: readonly string[],
): Promise<{ readonly disk: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'secgroup-disk-'));
  await execa('unshare', ['-m', 'sh', here('install.sh'), folder, ...packages], { env: environment() });
  return { disk: `${folder}/disk`, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** `describe` for tests that boot a machine. In CI it is a failure where they cannot. */
export function describeBoot(name: string, tests: () => void): void {
  const missing = whatIsMissing();
  if (missing === undefined) describe(name, tests);
  else if (process.env.CI)
    describe(name, () =>
      it('needs a machine that boots', () => {
        throw new Error(`A machine cannot be booted here, and in CI it must: ${missing}`);
      }),
    );
  else {
    console.warn(`Skipped: ${name}. ${missing}`);
    describe.skip(`${name} [skipped: ${missing}]`, tests);
  }
}

/** Root in a user namespace cannot be several users, which a system has. */
function whatIsMissing(): string | undefined {
  if (process.geteuid?.() !== 0) return 'It needs root';
  const check = `test -x /lib/systemd/systemd || { echo 'systemd is not installed'; exit 1; }
mount -t tmpfs tmpfs /mnt && mkdir /mnt/a /mnt/b /mnt/c && mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/a,workdir=/mnt/b /mnt/c &&
mount -t cgroup2 cgroup2 /mnt/a`;
  const { exitCode, all } = execaSync('unshare', ['-mpnuCi', '--fork', 'sh', '-c', check], {
    all: true,
    reject: false,
    env: environment(),
  });
  return exitCode === 0 ? undefined : String(all);
}
