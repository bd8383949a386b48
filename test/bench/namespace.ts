import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { programEnvironment } from '../kernel/rig/shell.js';
import { type Ended, mustRun, type RunOptions, runProgram } from './process.js';

/**
 * Real root needs no user namespace, and must not have one: in it nft may not enlarge its socket's buffer, and the large
 * batches of a linear ruleset do not fit.
 */
export const ROOT = process.getuid?.() === 0;

const UNSHARE: readonly string[] = ['unshare', ROOT ? '-nm' : '-Urnm', '--'];
const ENTER: readonly string[] = ROOT ? ['-n', '-m'] : ['-U', '--preserve-credentials', '-n', '-m'];

/** A network namespace with a /run of its own. It vanishes with the process that holds it, and that with this one. */
export class Namespace {
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  static async open(): Promise<Namespace> {
    const script = 'mount -t tmpfs tmpfs /run && ip link set lo up && echo ready && exec cat';
    const [program, ...words] = [...UNSHARE, 'sh', '-c', script];
    const holder = spawn(program!, words, { env: programEnvironment(), stdio: ['pipe', 'pipe', 'inherit'] });
    const first = await Promise.race([once(holder.stdout!, 'data'), once(holder, 'exit')]);
    if (!Buffer.isBuffer(first[0])) throw new Error('This machine gives no network namespaces to this user');
    return new Namespace(holder);
  }

  /** A command as run in it, or in one that was named in it by `ip netns add`. */
  command(argv: readonly string[], named?: string): readonly string[] {
    const enter = ['nsenter', '-t', String(this.#holder.pid), ...ENTER, '--'];
    const further = named === undefined ? [] : ['nsenter', `--net=/run/netns/${named}`, '--'];
    return [...enter, ...further, ...argv];
  }

  run(argv: readonly string[], named?: string, options?: RunOptions): Ended {
    return mustRun(this.command(argv, named), options);
  }

  /** Runs what may fail. */
  attempt(argv: readonly string[], named?: string, options?: RunOptions): Ended {
    return runProgram(this.command(argv, named), options);
  }

  async close(): Promise<void> {
    const gone = once(this.#holder, 'exit');
    this.#holder.stdin!.end();
    await gone;
  }
}

/** Seconds that a command takes in a namespace of its own, the whole of its process. */
export async function secondsInFresh(argv: readonly string[]): Promise<number> {
  const namespace = await Namespace.open();
  try {
    return namespace.run(argv).seconds;
  } finally {
    await namespace.close();
  }
}
