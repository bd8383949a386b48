import { Worker } from 'node:worker_threads';
import type { Host } from '../definition/model.js';
import type { Diagnostic, Outcome, Related } from '../diagnostics/diagnostic.js';
import { revived, type Source } from '../diagnostics/source.js';
import type { Analysis } from './analyse.js';
import type { CompiledScript } from './compile.js';
import type { CompileOptions } from './options.js';
import type { Answer, Task, Work } from './worker.js';

export interface Crew {
  /** What each worker runs. */
  readonly file: URL;
  readonly count: number;
  /** Told how many hosts are done. */
  readonly onDone: (done: number) => void;
}

/** Compiles hosts in worker threads, each of which has a copy of the definition; the outcomes are in their order. */
export async function compileInWorkers(
  analysis: Analysis,
  hosts: readonly Host[],
  options: CompileOptions,
  { file, count, onDone }: Crew,
): Promise<readonly Outcome<CompiledScript>[]> {
  const outcomes: Outcome<CompiledScript>[] = [];
  const nextTask = tasksOf(hosts.length, count);
  let done = 0;
  const keep = (answer: Answer): void => {
    answer.outcomes.forEach((outcome, i) => {
      outcomes[answer.from + i] = outcome;
    });
    done += answer.outcomes.length;
    onDone(done);
  };
  const workerData: Work = { analysis: withoutTexts(analysis), hosts, options };
  const workers = Array.from(
    { length: Math.min(count, hosts.length) },
    () => new Worker(file, { workerData }),
  );
  try {
    await Promise.all(workers.map((worker) => drive(worker, nextTask, keep)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  const sources = new Map(analysis.sources.map((source) => [source.name, source]));
  return outcomes.map((outcome) => withPlaces(outcome, sources));
}

/** The texts of the files are in no script. */
function withoutTexts({ linked, files }: Analysis): Analysis {
  return { linked, files: files.map(({ name, digest }) => ({ name, digest, text: '' })), sources: [] };
}

/** Hands out the hosts in small runs, since some take longer than others; nothing when all are handed out. */
function tasksOf(hosts: number, workers: number): () => Task | undefined {
  const run = Math.max(1, Math.min(16, Math.floor(hosts / (4 * workers))));
  let from = 0;
  return () => {
    if (from >= hosts) return undefined;
    const task = { from, to: Math.min(from + run, hosts) };
    from = task.to;
    return task;
  };
}

/** Keeps one worker busy until nothing is left to do. */
function drive(
  worker: Worker,
  nextTask: () => Task | undefined,
  keep: (answer: Answer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (): void => {
      const task = nextTask();
      if (task) worker.postMessage(task);
      else resolve();
    };
    worker.on('message', (answer: Answer) => {
      keep(answer);
      give();
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('a worker ended before its work')));
    give();
  });
}

function withPlaces<T>({ value, diagnostics }: Outcome<T>, sources: ReadonlyMap<string, Source>): Outcome<T> {
  const placed = (one: Related): Related => ({ ...one, span: revived(one.span, sources) });
  return {
    value,
    diagnostics: diagnostics.map(
      ({ span, related, ...rest }): Diagnostic => ({
        ...rest,
        ...(span && { span: revived(span, sources) }),
        ...(related && { related: related.map(placed) }),
      }),
    ),
  };
}
