import { availableParallelism } from 'node:os';
import type { Outcome } from '../diagnostics/diagnostic.js';
import type { Analysis } from './analyse.js';
import { allOrNone, type CompiledScript, compileHosts, hostsToCompile } from './compile.js';
import type { CompileOptions } from './options.js';

export interface Jobs {
  /** How many hosts are compiled at a time; absent: as many as the machine has cores, if they are more than two and there is work for them. */
  readonly count?: number | undefined;
  /** The file that a worker thread runs, which calls `work`; absent: this thread does all. */
  readonly worker?: URL | undefined;
  /** Milliseconds of work ahead that are not worth starting workers for. */
  readonly worth?: number;
}

/** Called after each host; `done` of `total`. */
export type Progress = (done: number, total: number) => void;

/** A worker takes a fifth of a second to start, and some more until V8 has made its code as fast as it is here. */
const WORTH = 1_000;

/** On two cores, two workers take as long to warm up as they save: measured with 2,000 hosts (test/bench). */
function usualCount(): number {
  const cores = availableParallelism();
  return cores > 2 ? cores : 1;
}

/** `compileAnalysis` on several cores: the same scripts and diagnostics in the same order, however many there are. */
export async function compileInJobs(
  analysis: Analysis,
  options: CompileOptions,
  { count = usualCount(), worker, worth = WORTH }: Jobs,
  onHost: Progress = () => {},
): Promise<Outcome<readonly CompiledScript[]>> {
  const { hosts, diagnostics } = hostsToCompile(analysis, options);
  const started = performance.now();
  const isWorth = (done: number): boolean => {
    const passed = performance.now() - started;
    const ahead = (passed / done) * (hosts.length - done);
    return passed > worth / 4 && ahead > worth;
  };
  const own = compileHosts(analysis, hosts, options, (done) => {
    onHost(done, hosts.length);
    return worker === undefined || count === 1 || !isWorth(done);
  });
  if (own.length === hosts.length) return allOrNone(diagnostics, own);
  const { compileInWorkers } = await import('./workers.js');
  const others = await compileInWorkers(analysis, hosts.slice(own.length), options, {
    file: worker!,
    count,
    onDone: (done) => onHost(own.length + done, hosts.length),
  });
  return allOrNone(diagnostics, [...own, ...others]);
}
