import { MachineError, NotInstalled } from './errors.js';
import { type Ended, launcher } from './programs.js';

/** A program that goes on to print until it is stopped. */
export interface Following {
  /** What it prints, as it comes. Ends when the program has; whoever leaves the loop ends the program. */
  readonly pieces: AsyncIterable<Buffer>;
  /** How it has ended; `stdout` is empty. Waits for that. Throws a `NotInstalled`. */
  readonly ended: () => Promise<Ended>;
}

/** What a program gets to end by itself, in milliseconds. */
const GRACE = 2000;

/** Starts a program whose input is open until `signal` is aborted; then it is ended, by `ending` where a closed input does that. */
export async function following(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
  ending: 'signal' | 'input',
): Promise<Following> {
  const start = await launcher();
  const child = start(program, args, {
    stdin: ending === 'input' ? 'pipe' : 'ignore',
    buffer: { stdout: false },
    env,
    extendEnv: ending === 'input',
    reject: false,
    forceKillAfterDelay: GRACE,
    // At a signal execa would end this process, unless others listen for the same; whoever follows does, until the first one.
    cleanup: false,
  });
  const stop = () => {
    if (ending === 'signal') child.kill();
    else {
      child.stdin?.end();
      setTimeout(() => child.kill(), GRACE).unref();
    }
  };
  child.stdin?.on('error', () => undefined);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return {
    pieces: untilLeft(child.stdout!, stop),
    async ended() {
      const { exitCode, stderr, code, message } = await child;
      signal.removeEventListener('abort', stop);
      if (code === 'ENOENT') throw new NotInstalled(program);
      if (signal.aborted) return { status: 0, stdout: '', stderr: String(stderr) };
      if (exitCode === undefined) throw new MachineError(`${program}: ${message}`);
      return { status: exitCode, stdout: '', stderr: String(stderr) };
    },
  };
}

/** Who leaves before the end ends the program. */
async function* untilLeft(pieces: AsyncIterable<Buffer>, stop: () => void): AsyncGenerator<Buffer, void> {
  let isOver = false;
  try {
    for await (const piece of pieces) yield piece;
    isOver = true;
  } finally {
    if (!isOver) stop();
  }
}
