import { hideBin } from 'yargs/helpers';
import { exit } from './exit.js';
import { run } from './run.js';

export { run };

/** What the launcher calls in a worker thread. */
export async function work(): Promise<void> {
  const worker = await import('../compiler/worker.js');
  worker.work();
}

/** Runs the command line of this process; `worker` is what a worker thread loads, which calls `work`. */
export async function main(worker = new URL('worker.js', import.meta.url)): Promise<void> {
  // A reader that has seen enough, such as `head`, is no failure.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  // The process ends when nothing is left that it could wait for, whether the command is done or not.
  process.exitCode = exit.internalError;
  // Everything is written then. Node would take its heap apart, which the kernel does in less time.
  process.once('beforeExit', () => process.exit());
  process.exitCode = await run(hideBin(process.argv), { worker });
}
