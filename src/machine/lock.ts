import { MachineError, NotInstalled } from './errors.js';
import { launcher, programEnvironment } from './programs.js';

/** Longer than any change takes but one of very many rules, in seconds. */
const PATIENCE = 20;

/**
 * Runs what only one process at a time may do. The kernel holds the lock for as long as this process lives, whatever ends it:
 * `flock` keeps the file open until its input ends. Throws a `MachineError` where another process keeps the lock.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const start = await launcher();
  const holder = start('flock', ['--wait', String(PATIENCE), file, 'sh', '-c', 'echo locked; exec cat'], {
    env: programEnvironment(),
    extendEnv: false,
    reject: false,
    buffer: { stdout: false },
  });
  const locked = await Promise.race([
    new Promise<true>((resolve) => holder.stdout.once('data', () => resolve(true))),
    holder,
  ]);
  if (locked !== true) throw refusalOf(file, locked);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await holder;
  }
}

/** How `flock` ends where it has waited in vain. */
const BUSY = 1;

function refusalOf(
  file: string,
  ended: {
    readonly code?: string | undefined;
    readonly exitCode?: number | undefined;
    readonly stderr: unknown;
  },
) {
  if (ended.code === 'ENOENT') return new NotInstalled('flock');
  if (ended.exitCode === BUSY)
    return new MachineError('another secgroup changes the firewall of this machine now');
  return new MachineError(`cannot lock '${file}': ${String(ended.stderr).trim()}`);
}
