import type { Analysis } from '../compiler/analyse.js';
import { type CompiledScript, compileHosts, hostsToCompile, joined } from '../compiler/compile.js';
import type { CompileOptions } from '../compiler/options.js';
import type { Host } from '../definition/model.js';
import type { Outcome } from '../diagnostics/diagnostic.js';
import { optimize } from '../ruleset/host-ruleset.js';
import { type HostScript, Laboratory, type LabProgress } from './laboratory.js';
import type { Findings } from './model.js';
import { planNetwork } from './network/plan.js';
import { policiesOf } from './policies.js';
import { deriveProbes, type ProbedHost } from './probes/derive.js';
import type { ExpectationLine } from './report/report.js';
import { ensurePrograms } from './requirements.js';
import { wantedOf } from './wanted/wanted.js';

export interface TestOptions {
  /** `hosts`: the part that is tried; the outside world then has the addresses of the others. */
  readonly compile: CompileOptions;
  /** At most so many probes; absent: every corner and a sample of the rest, as far as `mostProbes` goes. */
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
  /** What the user expects, and whether it holds; absent where nothing is expected. */
  readonly expectations?: readonly ExpectationLine[];
  readonly kept?: KeptLab;
}

/** A laboratory that outlives the program. */
export interface KeptLab {
  /** Ends the laboratory when it is ended. */
  readonly processId: number;
  /** How to enter its hosts. */
  readonly hosts?: readonly KeptHost[];
}

export interface KeptHost {
  /** The host's id in the definition. */
  readonly id: string;
  /** A command line that opens a shell in it. */
  readonly enter: string;
}

/** Compiles hosts, builds their network, loads each script where it belongs, and tries it. */
export async function runTest(analysis: Analysis, options: TestOptions): Promise<Outcome<TestResult>> {
  const { hosts, diagnostics } = hostsToCompile(analysis, options.compile);
  const scripts = joined(diagnostics, compileHosts(analysis, hosts, options.compile));
  if (!scripts.value) return { value: undefined, diagnostics: scripts.diagnostics };
  ensurePrograms(options.compile);
  const laboratory = await Laboratory.build(planNetwork(hosts), options.progress, options.signal);
  try {
    const findings = await find(laboratory, analysis, hosts, scripts.value, options);
    return { value: { findings }, diagnostics: scripts.diagnostics };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    await laboratory.close();
  }
}

/** Corners between hosts grow with the square of their number; so many are tried within a minute. */
const mostProbes = (hosts: number): number => Math.max(4_000, 100 * hosts);

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
  const policies = policiesOf(analysis, hosts);
  const probed = hosts.map((host, i): ProbedHost => {
    const policy = policies.get(host.id)!;
    return { host: network.hosts[i]!, policy, ruleset: optimize(policy) };
  });
  const derived = deriveProbes(probed, { count: probes ?? mostProbes(hosts.length), seed });
  const tried = derived.map((probe) => ({ probe, wanted: wantedOf(probe, policies) }));
  return { target: compile.target, seed, network, trials: await laboratory.try(tried, progress) };
}
