import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { leftovers, markedProcesses, noteNamespaces, type Trace, traceOf } from './leftovers.js';

/** A program that is slow the first time it is called so: what happens meanwhile happens in the phase that calls it. */
export interface Slow {
  readonly program: string;
  /** Pattern of the shell for its arguments. */
  readonly words: string;
  readonly seconds: number;
  /** What it does after that, in the shell; left out, what it does everywhere. */
  readonly behind?: string;
}

/** A program under watch, in a folder and with a temporary folder of its own. */
export interface Watched {
  readonly running: ReturnType<typeof launch>;
  readonly trace: Trace;
  /** Until the slow program is called, or the command has ended without. */
  readonly reached: () => Promise<void>;
  /** Whether the slow program has been called. */
  readonly wasReached: () => boolean;
  /** Everything that is there and was not, when all is over: processes, namespaces, mounts, interfaces, files. */
  readonly left: () => Promise<readonly string[]>;
}

export interface WatchOptions {
  readonly slow?: Slow;
  /** Left out, standard input ends at once; else the test writes to it. */
  readonly stdin?: 'open';
  readonly env?: Readonly<Record<string, string>>;
  /** Left out, a folder of its own, in which it must leave nothing. */
  readonly cwd?: string;
  /** Who runs it: the id of a user and of its group. Left out, whoever runs the test. */
  readonly user?: number | undefined;
}

/** Runs a program, does something with it, and takes away what belongs to the test. */
export async function watched<T>(
  argv: readonly string[],
  { slow, stdin, env = {}, cwd, user }: WatchOptions,
  use: (one: Watched) => Promise<T>,
): Promise<T> {
  const base = mkdtempSync(path.join(tmpdir(), 'secgroup-watched-'));
  const [folder, temporary, bin, reached] = ['cwd', 'tmp', 'bin', 'reached'].map((name) =>
    path.join(base, name),
  );
  for (const one of [folder, temporary, bin]) mkdirSync(one!);
  if (user !== undefined) for (const one of [base, folder, temporary]) chownSync(one!, user, user);
  if (slow) writeFileSync(path.join(bin!, slow.program), slowScript(slow, reached!), { mode: 0o755 });
  const mark = `SECGROUP_TEST_MARK=${randomUUID()}`;
  const trace = traceOf(mark);
  const [name, value] = mark.split('=') as [string, string];
  const ownEnv = { ...env, [name]: value, TMPDIR: temporary!, PATH: `${bin}:${process.env.PATH}` };
  const running = launch(argv, cwd ?? folder!, ownEnv, user);
  running.stdin.on('error', () => {});
  if (stdin !== 'open') running.stdin.end();
  let ended = false;
  void running.then(() => {
    ended = true;
  });
  const wasReached = () => existsSync(reached!);
  const untilReached = async () => {
    while (!wasReached() && !ended) await wait(10);
    noteNamespaces(trace);
  };
  const left = async () => [
    ...(await leftovers(trace)),
    ...[folder!, temporary!].flatMap((one) => readdirSync(one).map((file) => `file ${path.join(one, file)}`)),
  ];
  try {
    return await use({ running, trace, reached: untilReached, wasReached, left });
  } finally {
    running.kill('SIGKILL');
    for (const id of markedProcesses(trace)) endProcess(id);
    rmSync(base, { recursive: true });
  }
}

/** Ends a process, which may have ended by itself meanwhile. */
function endProcess(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== 'ESRCH') throw problem;
  }
}

/** Until it has said something on standard output. */
export async function said({ running }: Watched, word: string): Promise<void> {
  let text = '';
  for await (const part of running.stdout.iterator({ destroyOnReturn: false })) {
    text += part;
    if (text.includes(word)) return;
  }
  throw new Error(`it ended before it said ${word}: ${text}`);
}

function launch(argv: readonly string[], cwd: string, env: Readonly<Record<string, string>>, user?: number) {
  const own = user === undefined ? {} : { uid: user, gid: user };
  return execa(argv[0]!, argv.slice(1), {
    cwd,
    env,
    stdin: 'pipe',
    all: true,
    reject: false,
    cleanup: false,
    ...own,
  });
}

/** A folder is made once, whoever else tries. */
function slowScript({ program, words, seconds, behind }: Slow, reached: string): string {
  return `#!/bin/sh
PATH=\${PATH#*:}
case "$*" in
${words.replaceAll(' ', '\\ ')}) if mkdir '${reached}' 2>/dev/null; then sleep ${seconds}; ${behind ?? ':'}; fi ;;
esac
exec ${program} "$@"
`;
}
