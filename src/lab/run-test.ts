import type { Analysis } from '../compiler/analyse.js';
import { type CompiledScript, compileHosts, hostsToCompile, joined } from '../compiler/compile.js';
import type { CompileOptions } from '../compiler/options.js';
import type { Host } from '../definition/model.js';
import { collect, hasError, type Outcome } from '../diagnostics/diagnostic.js';
import { resolveHost } from '../policy/resolve.js';
import { optimize } from '../ruleset/host-ruleset.js';
import { type HostScript, Laboratory, type LabProgress } from './laboratory.js';
import type { Findings } from './model.js';
import { planNetwork } from './network/plan.js';
import { deriveProbes, type ProbedHost } from './probes/derive.js';
import { wantedOf } from './wanted/wanted.js';

export interface TestOptions {
  /** `hosts`: the part that is tried; the outside world then has the addresses of the others. */
  readonly compile: CompileOptions;
  /** At most so many probes; absent: every corner, and a sample of the rest. */
  readonly probes: number | undefined;
  /** The same seed and definition give the same probes. */
  readonly seed: number;
  /** Leaves the laboratory up. */
  readonly keep: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly progress: LabProgress;
  /** Changes a script before it is loaded, to see that the laboratory notices. */
  readonly tamper?: ((script: CompiledScript) => string) | undefined;
}

export interface TestResult {
  readonly findings: Findings;
  readonly kept?: KeptLab;
}

/** A laboratory that outlives the program. */
export interface KeptLab {
  /** Ends the laboratory when it is ended. */
  readonly processId: number;
}

/** Compiles hosts, builds their network, loads each script where it belongs, and tries it. */
export async function runTest(analysis: Analysis, options: TestOptions): Promise<Outcome<TestResult>> {
  const { hosts, diagnostics } = hostsToCompile(analysis, options.compile);
  const scripts = joined(diagnostics, compileHosts(analysis, hosts, options.compile));
  if (!scripts.value) return { value: undefined, diagnostics: scripts.diagnostics };
  const laboratory = await Laboratory.build(planNetwork(hosts), options.progress, options.signal);
  try {
    const findings = await find(laboratory, analysis, hosts, scripts.value, options);
    return { value: { findings }, diagnostics: scripts.diagnostics };
  } finally {
    await laboratory.close();
  }
}

async function find(
  laboratory: Laboratory,
  analysis: Analysis,
  hosts: readonly Host[],
  scripts: readonly CompiledScript[],
  { compile, probes, seed, progress, tamper }: TestOptions,
): Promise<Findings> {
  const { network } = laboratory;
  const loaded = scripts.map((script): HostScript => (tamper ? { ...script, text: tamper(script) } : script));
  await laboratory.load(loaded, progress);
  const probed = probedHosts(laboratory, analysis, hosts);
  const policies = new Map(probed.map(({ host, policy }) => [host.id, policy]));
  const derived = deriveProbes(probed, { count: probes, seed });
  const tried = derived.map((probe) => ({ probe, wanted: wantedOf(probe, policies) }));
  return { target: compile.target, seed, network, trials: await laboratory.try(tried, progress) };
}

function probedHosts(
  { network }: Laboratory,
  { linked }: Analysis,
  hosts: readonly Host[],
): readonly ProbedHost[] {
  return hosts.map((host, i) => {
    const { value: policy, diagnostics } = collect((report) => resolveHost(linked, host, report));
    if (!policy || hasError(diagnostics)) throw new Error(`host '${host.id}' compiled, and does not resolve`);
    return { host: network.hosts[i]!, policy, ruleset: optimize(policy) };
  });
}
