import { parentPort, workerData } from 'node:worker_threads';
import type { Host } from '../definition/model.js';
import { reviveRules } from '../definition/prefix-rule.js';
import type { Outcome } from '../diagnostics/diagnostic.js';
import type { Analysis } from './analyse.js';
import { type CompiledScript, HostCompiler } from './compile.js';
import type { CompileOptions } from './options.js';

/** What a worker thread is started with, copied as a whole so that what is one object stays one. */
export interface Work {
  readonly analysis: Analysis;
  readonly hosts: readonly Host[];
  readonly options: CompileOptions;
}

/** Hosts to compile: those from one position up to another. */
export interface Task {
  readonly from: number;
  readonly to: number;
}

export interface Answer {
  readonly from: number;
  readonly outcomes: readonly Outcome<CompiledScript>[];
}

/** What a worker thread does: it compiles the hosts it is given until it is ended. */
export function work(): void {
  const { analysis, hosts, options } = workerData as Work;
  for (const { ingress, egress } of analysis.linked.groups.nodes) {
    reviveRules(ingress);
    reviveRules(egress);
  }
  const compiler = new HostCompiler(analysis, options);
  parentPort!.on('message', ({ from, to }: Task) => {
    const outcomes = hosts.slice(from, to).map((host) => compiler.compile(host));
    parentPort!.postMessage({ from, outcomes } satisfies Answer);
  });
}
