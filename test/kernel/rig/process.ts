import { execa } from 'execa';
import { programEnvironment } from './shell.js';

/** A process that runs on. Execa's own promise is the process, so that to await it would be to await its end. */
export interface Running {
  readonly process: ReturnType<typeof spawn>;
}

function spawn(argv: readonly string[]) {
  return execa(argv[0]!, argv.slice(1), { env: programEnvironment(), reject: false, stdin: 'pipe' });
}

/** Starts a process and waits until it says that it is ready; one that ends instead has failed. */
export async function startReady(argv: readonly string[]): Promise<Running> {
  const process = spawn(argv);
  const spoken = new Promise<'ready'>((resolve) => process.stdout.once('data', () => resolve('ready')));
  const first = await Promise.race([spoken, process]);
  if (first !== 'ready') throw new Error(`${first.command} did not start: ${first.stderr}`);
  return { process };
}

/** Ends a process by closing its input, and by force where that does not help. */
export async function end({ process }: Running): Promise<void> {
  process.stdin.end();
  const force = setTimeout(() => process.kill('SIGKILL'), 2_000);
  await process;
  clearTimeout(force);
}
