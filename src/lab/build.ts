import { setImmediate as immediate } from 'node:timers/promises';
import type { Analysis } from '../compiler/analyse.js';
import { allOrNone, type CompiledScript, compileHosts, hostsToCompile } from '../compiler/compile.js';
import type { CompileOptions } from '../compiler/options.js';
import type { Host } from '../definition/model.js';
import type { Outcome } from '../diagnostics/diagnostic.js';
import { type HostScript, Laboratory, type LabProgress } from './laboratory.js';
import { planNetwork } from './network/plan.js';
import { ensurePrograms } from './requirements.js';

export interface BuildOptions {
  /** `hosts`: the part that is built; the outside world then has the addresses of the others. */
  readonly compile: CompileOptions;
  readonly progress: LabProgress;
  readonly signal?: AbortSignal | undefined;
  /** Changes a script before it is loaded, to see that the laboratory notices. */
  readonly tamper?: ((script: CompiledScript) => string) | undefined;
}

export interface Built {
  readonly laboratory: Laboratory;
  readonly hosts: readonly Host[];
}

/** Compiles hosts, builds their network, and loads each script where it belongs. */
export async function buildLaboratory(
  analysis: Analysis,
  { compile, progress, signal, tamper }: BuildOptions,
): Promise<Outcome<Built>> {
  const { hosts, diagnostics } = hostsToCompile(analysis, compile);
  const compiled = compileHosts(analysis, hosts, compile, (done) => {
    progress('compiling', done, hosts.length);
    return !signal?.aborted;
  });
  // Compiling leaves no time to hear of a signal: that takes a whole turn of the event loop, and the rest of this one.
  await immediate();
  await immediate();
  signal?.throwIfAborted();
  const scripts = allOrNone(diagnostics, compiled);
  if (!scripts.value) return { value: undefined, diagnostics: scripts.diagnostics };
  ensurePrograms(compile);
  const loaded = scripts.value.map((one): HostScript => (tamper ? { ...one, text: tamper(one) } : one));
  const laboratory = await Laboratory.build(planNetwork(hosts), progress, signal);
  try {
    await laboratory.load(loaded, progress);
    return { value: { laboratory, hosts }, diagnostics: scripts.diagnostics };
  } catch (error) {
    await laboratory.close();
    signal?.throwIfAborted();
    throw error;
  }
}
