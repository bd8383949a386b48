import { vi } from 'vitest';
import { run } from '../../src/cli/run.js';

/** What a command printed, and how it ended. */
export interface CliResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in this process, where standard output is no terminal. */
export async function secgroup(...args: readonly string[]): Promise<CliResult> {
  const printed = { stdout: '', stderr: '' };
  const writer = (stream: keyof typeof printed) => (chunk: unknown) => {
    printed[stream] += String(chunk);
    return true;
  };
  const logger =
    (stream: keyof typeof printed) =>
    (...texts: readonly unknown[]) => {
      printed[stream] += `${texts.join(' ')}\n`;
    };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(writer('stdout')),
    vi.spyOn(process.stderr, 'write').mockImplementation(writer('stderr')),
    vi.spyOn(console, 'log').mockImplementation(logger('stdout')),
    vi.spyOn(console, 'error').mockImplementation(logger('stderr')),
  ];
  vi.stubEnv('SSH_CONNECTION', undefined);
  try {
    return { status: await run(args), ...printed };
  } finally {
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}
