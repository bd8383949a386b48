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
    buffer: false,
    stderr: 'ignore',
  });
  const locked = await Promise.race([
    new Promise<true>((resolve) => holder.stdout.once('data', () => resolve(true))),
    holder.then(({ code }) => code ?? 'busy'),
  ]);
  if (locked === 'ENOENT') throw new NotInstalled('flock');
  if (locked !== true) throw new MachineError('another secgroup changes the firewall of this machine now');
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await holder;
  }
}
