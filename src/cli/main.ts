import { hideBin } from 'yargs/helpers';
import { run } from './run.js';

export { run };

/** Runs the command line of this process. */
export async function main(): Promise<void> {
  // A reader that has seen enough, such as `head`, is no failure.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  process.exitCode = await run(hideBin(process.argv));
}
