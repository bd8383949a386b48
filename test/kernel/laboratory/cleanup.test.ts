import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { beforeAll, expect, it } from 'vitest';
import { type Built, buildProgram } from '../../support/built.js';
import { inTurn } from '../../support/sample.js';
import { describeKernel } from '../rig/index.js';
import { markedProcesses, noteNamespaces, processesOf } from './leftovers.js';
import { type Slow, said, type Watched, type WatchOptions, watched } from './stage.js';
import { examples } from './support.js';

/**
 * However a command ends, nothing of its laboratory remains. Each run has a word of its own in its environment, which every
 * process inherits that it starts; the namespaces that these are in are noted while they run. Afterwards no process on the
 * machine has that word or is in one of those namespaces, and mounts, interfaces and folders are as before. A phase is met
 * by making the program slow that is started in it.
 */
const phases: Readonly<Record<string, Slow>> = {
  'before there are namespaces': { program: 'unshare', words: '-U*', seconds: 0.5 },
  'while the first process starts': {
    program: 'perl',
    words: '*first process of the laboratory*',
    seconds: 0.5,
  },
  'building the external network': { program: 'ip', words: '-batch*', seconds: 60 },
  'building a host': { program: 'nft', words: '-f -', seconds: 60 },
  loading: { program: 'nft', words: '-f /run/*', seconds: 60 },
  probing: { program: 'nft', words: '-jn list *', seconds: 60 },
};

const signals = ['SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The program hears SIGHUP as it hears SIGTERM: once is enough. */
const signalTurn = inTurn(signals);
const moments = Object.entries(phases)
  .flatMap(([phase, slow]) => signalTurn().map((signal) => ({ phase, slow, signal })))
  .filter(({ phase, signal }) => signal !== 'SIGHUP' || phase === 'probing');

/** The first process of the laboratory, and the one outside that waits for it. */
const phaseTurn = inTurn(['building a host', 'loading', 'probing']);
const deaths = Object.entries({
  'its first process': /^perl -e # The first process/,
  unshare: /^unshare .* perl -e # The first process/,
}).flatMap(([who, whose]) => phaseTurn().map((phase) => ({ who, whose, phase, slow: phases[phase]! })));

const example = path.join(examples, 'web-server/web-server.yaml');
const STOPPED = 'secgroup: stopped before anything was found';

let built: Built;
beforeAll(async () => {
  built = await buildProgram();
});

const secgroup = <T>(args: readonly string[], options: WatchOptions, use: (one: Watched) => Promise<T>) =>
  watched([process.execPath, built.main, ...args], options, use);

/** What a shell would tell of it. */
async function statusOf({ running }: Watched): Promise<number> {
  const { exitCode, signal } = await running;
  return exitCode ?? 128 + constants.signals[signal!];
}

const statusFor = (signal: (typeof signals)[number]): number => 128 + constants.signals[signal];

describeKernel('nothing remains of a laboratory', () => {
  it.concurrent.for(moments)(
    'when the command is ended $phase, by $signal',
    async ({ phase, slow, signal }) => {
      await secgroup(['test', example], { slow }, async (one) => {
        await one.reached();
        expect(markedProcesses(one.trace).length).toBeGreaterThan(1);
        one.running.kill(signal);
        expect(await statusOf(one)).toBe(statusFor(signal));
        const said = (await one.running).all;
        if (signal === 'SIGKILL') expect(said).toBe('');
        // What was tried by then is told, here: nothing.
        else if (phase === 'probing') expect(said).toMatch(/because: the run was stopped before/);
        else expect(said).toBe(STOPPED);
        expect(await one.left()).toEqual([]);
      });
    },
  );

  it.concurrent.for(signalTurn())('when the command is ended while it reads, by %s', async (signal) => {
    await secgroup(['test', '-'], { stdin: 'open' }, async (one) => {
      await wait(300);
      one.running.kill(signal);
      expect(await statusOf(one)).toBe(statusFor(signal));
      expect(await one.left()).toEqual([]);
    });
  });

  it.concurrent.for(inTurn(['SIGINT', 'SIGKILL'] as const)())(
    'when the command is ended while it compiles, by %s',
    async (signal) => {
      const slow: Slow = { program: 'unshare', words: '*', seconds: 0 };
      await secgroup(['test', '-'], { stdin: 'open', slow }, async (one) => {
        await finished(one.running.stdin.end(manyHosts(400)));
        // It listens for signals once it has read everything, and compiles for a second or more.
        while (!catches(one.running.pid!, 'SIGHUP')) await wait(5);
        one.running.kill(signal);
        const { exitCode } = await one.running;
        expect(exitCode).toBe(signal === 'SIGKILL' ? undefined : 130);
        expect(one.wasReached()).toBe(false);
        expect(await one.left()).toEqual([]);
      });
    },
  );

  it('when the first process of the laboratory does not answer, and the second Ctrl-C comes', async () => {
    await secgroup(['test', example], { slow: phases.probing! }, async (one) => {
      await one.reached();
      const [first] = processesOf(one.trace, /^perl -e # The first process/);
      process.kill(first!, 'SIGSTOP');
      one.running.kill('SIGINT');
      await wait(300);
      expect(one.running.exitCode).toBe(null);
      one.running.kill('SIGINT');
      expect((await one.running).signal).toBe('SIGINT');
      process.kill(first!, 'SIGCONT');
      expect(await one.left()).toEqual([]);
    });
  });

  it.concurrent.for(deaths)('when $who is killed $phase: the command says so', async ({ whose, slow }) => {
    await secgroup(['test', example], { slow }, async (one) => {
      await one.reached();
      const [id] = processesOf(one.trace, whose);
      process.kill(id!, 'SIGKILL');
      expect(await statusOf(one)).toBe(3);
      const { stdout, stderr } = await one.running;
      expect(stdout).toBe('');
      expect(stderr).toMatch(
        /^secgroup: the laboratory cannot be built here:\n {2}its first process has ended too early: \S.*$/,
      );
      expect(await one.left()).toEqual([]);
    });
  });

  it('when Ctrl-C is pressed on a terminal', async ({ skip }) => {
    if ((await execa('script', ['--version'], { reject: false })).exitCode !== 0)
      return skip('script is not installed');
    const line = `'${process.execPath}' '${built.main}' test '${example}'`;
    const options: WatchOptions = {
      slow: phases.loading!,
      stdin: 'open',
      env: { TERM: 'xterm', SHELL: '/bin/sh' },
    };
    await watched(['script', '-qec', line, '/dev/null'], options, async (one) => {
      await one.reached();
      one.running.stdin.write('\x03');
      expect(await statusOf(one)).toBe(130);
      const { stdout } = await one.running;
      // The bar is gone from the line.
      expect(stdout.trimEnd()).toMatch(new RegExp(`\x1b\\[2K${STOPPED}$`));
      // The bar has taken the cursor away, and given it back.
      expect(stdout.lastIndexOf('\x1b[?25h')).toBeGreaterThan(stdout.lastIndexOf('\x1b[?25l'));
      expect(await one.left()).toEqual([]);
    });
  });

  it.concurrent.for(signalTurn(2))(
    'when a shell is open in it, and `secgroup lab` is ended by %s',
    async (signal) => {
      const env = { SHELL: '/bin/sh' };
      await secgroup(['lab', example, '--host', 'web-1'], { stdin: 'open', env }, async (one) => {
        one.running.stdin.write('echo in $(cd /sys/class/net && echo *)\n');
        await said(one, 'in ');
        noteNamespaces(one.trace);
        one.running.kill(signal);
        expect(await statusOf(one)).toBe(statusFor(signal));
        expect(await one.left()).toEqual([]);
      });
    },
  );

  it.concurrent.for(signalTurn())('when `secgroup lab` is ended while it builds, by %s', async (signal) => {
    await secgroup(['lab', example], { slow: phases['building a host']! }, async (one) => {
      await one.reached();
      one.running.kill(signal);
      expect(await statusOf(one)).toBe(statusFor(signal));
      expect((await one.running).all).toBe('');
      expect(await one.left()).toEqual([]);
    });
  });

  it('when the shell that was open in it has ended', async () => {
    const env = { SHELL: '/bin/sh' };
    await secgroup(['lab', example, '--host', 'web-1'], { stdin: 'open', env }, async (one) => {
      one.running.stdin.end('sleep 60 & exit 9\n');
      expect(await statusOf(one)).toBe(0);
      expect(await one.left()).toEqual([]);
    });
  });

  it('when a script does not load: the command says which, and why', async () => {
    const slow: Slow = { ...phases.loading!, seconds: 0, behind: 'echo "out of luck" >&2; exit 1' };
    await secgroup(['test', example], { slow }, async (one) => {
      expect(await statusOf(one)).toBe(3);
      expect((await one.running).stderr).toContain("the script of host 'web-1' does not load: out of luck");
      expect(await one.left()).toEqual([]);
    });
  });

  it.each([
    ['standard input is closed', '<&-'],
    ['a reader has seen enough', '--json | head -n 1'],
    ['nobody reads what it prints', '>&- 2>&-'],
  ])('when %s', async (_, redirection) => {
    const line = `set -o pipefail; '${process.execPath}' '${built.main}' test '${example}' --probes 40 ${redirection}`;
    await watched(['bash', '-c', line], {}, async (one) => {
      expect(await statusOf(one)).toBe(0);
      expect((await one.running).stderr).toBe('');
      expect(await one.left()).toEqual([]);
    });
  });

  it('when a laboratory that was kept is ended as the command says', async () => {
    await secgroup(['test', example, '--probes', '40', '--keep'], {}, async (one) => {
      expect(await statusOf(one)).toBe(0);
      const { stderr } = await one.running;
      const [, enter] = /^ {2}web-1: (nsenter .*)$/m.exec(stderr)!;
      const inside = await execa('sh', [
        '-c',
        `echo 'cat /sys/class/net/eth0/ifalias; ip -br addr' | ${enter}`,
      ]);
      expect(inside.stdout).toContain('eth0');
      noteNamespaces(one.trace);
      const kinds = [...one.trace.namespaces].map((name) => name.replace(/:.*/, ''));
      // Of the network, the external network and the host have one each.
      expect(kinds.sort()).toEqual(['mnt', 'net', 'net', 'pid', 'user']);
      expect(markedProcesses(one.trace).length).toBeGreaterThan(2);
      const [, id] = /: kill (\d+)$/m.exec(stderr)!;
      process.kill(Number(id), 'SIGTERM');
      expect(await one.left()).toEqual([]);
    });
  });
});

const manyHosts = (count: number): string => {
  const hosts = Array.from({ length: count }, (_, i) => {
    const eth0 = { addresses: [`10.1.${i >> 8}.${i & 255}`], groups: ['web'] };
    return [`h${i}`, { interfaces: { eth0 } }];
  });
  const groups = { web: { ingress: [{ allow: 'tcp/80', from: '10.0.0.0/8' }] } };
  return JSON.stringify({ groups, hosts: Object.fromEntries(hosts) });
};

/** Whether a process has a handler of its own for a signal. */
function catches(id: number, signal: NodeJS.Signals): boolean {
  const [, mask] = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${id}/status`, 'latin1'))!;
  return (BigInt(`0x${mask}`) >> BigInt(constants.signals[signal] - 1)) % 2n === 1n;
}
