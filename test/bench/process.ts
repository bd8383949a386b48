import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { programEnvironment } from '../kernel/rig/shell.js';
import { SECGROUP } from './place.js';

export interface Ended {
  readonly seconds: number;
  /** Nothing where it was stopped because it took too long. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** A file for standard output. */
  readonly output?: string;
  /** Seconds after which it is stopped. */
  readonly patience?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end, and says how long the whole process took. */
export function runProgram(argv: readonly string[], options: RunOptions = {}): Ended {
  const output = options.output === undefined ? undefined : openSync(options.output, 'w');
  try {
    const before = process.hrtime.bigint();
    const done = start(argv, output ?? 'pipe', options);
    const seconds = Number(process.hrtime.bigint() - before) / 1e9;
    return { seconds, status: done.status, stdout: done.stdout ?? '', stderr: done.stderr ?? '' };
  } finally {
    if (output !== undefined) closeSync(output);
  }
}

function start(
  argv: readonly string[],
  output: number | 'pipe',
  options: RunOptions,
): SpawnSyncReturns<string> {
  return spawnSync(argv[0]!, argv.slice(1), {
    encoding: 'utf8',
    env: { ...process.env, ...programEnvironment(), ...options.env },
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', output, 'pipe'],
    timeout: (options.patience ?? 600) * 1_000,
  });
}

/** The same for what must succeed. */
export function mustRun(argv: readonly string[], options: RunOptions = {}): Ended {
  const ended = runProgram(argv, options);
  if (ended.status === 0) return ended;
  const words = argv.join(' ').slice(0, 200);
  throw new Error(`${words}: ended with ${ended.status}: ${ended.stderr.slice(0, 1_000)}`);
}

const PEAK = path.join(import.meta.dirname, 'peak.js');

export interface Compiled {
  readonly seconds: number;
  /** Of main memory at its peak. */
  readonly megabytes: number;
  /** Of user time, on all cores: little changed by what else the machine does. */
  readonly processor: number;
}

/** Runs `secgroup`, which tells its own peak when it ends: to watch it from outside would miss the last of it. */
export function secgroup(words: readonly string[], output: string): Compiled {
  const peak = `${output}.peak`;
  const argv = [process.execPath, '--import', PEAK, SECGROUP, ...words];
  const ended = mustRun(argv, { output, env: { SECGROUP_BENCH_PEAK: peak } });
  const [kibibytes, microseconds] = readFileSync(peak, 'utf8').split(' ').map(Number) as [number, number];
  return {
    seconds: ended.seconds,
    megabytes: (kibibytes * 1_024) / 1e6,
    processor: microseconds / 1e6,
  };
}
