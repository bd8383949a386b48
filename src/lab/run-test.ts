import type { Analysis } from '../compiler/analyse.js';
import type { Host } from '../definition/model.js';
import type { Outcome } from '../diagnostics/diagnostic.js';
import { optimize } from '../ruleset/host-ruleset.js';
import { type BuildOptions, buildLaboratory } from './build.js';
import type { Laboratory } from './laboratory.js';
import type { Findings } from './model.js';
import { policiesOf } from './policies.js';
import { deriveProbes, type ProbedHost } from './probes/derive.js';
import type { ExpectationLine } from './report/report.js';
import { wantedOf } from './wanted/wanted.js';

export interface TestOptions extends BuildOptions {
  /** At most so many probes; absent: every corner and a sample of the rest, as far as `mostProbes` goes. */
  readonly probes: number | undefined;
  /** The same seed and definition give the same probes. */
  readonly seed: number;
  /** Leaves the laboratory up. */
  readonly keep: boolean;
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
  const { value, diagnostics } = await buildLaboratory(analysis, options);
  if (!value) return { value, diagnostics };
  const { laboratory, hosts } = value;
  try {
    const findings = await find(laboratory, analysis, hosts, options);
    if (options.keep && !options.signal?.aborted)
      return { value: { findings, kept: keep(laboratory) }, diagnostics };
    await laboratory.close();
    return { value: { findings }, diagnostics };
  } catch (error) {
    await laboratory.close();
    options.signal?.throwIfAborted();
    throw error;
  }
}

function keep(laboratory: Laboratory): KeptLab {
  const { supervisor, network } = laboratory;
  const hosts = network.hosts.map(({ id }) => {
    return { id, enter: [...supervisor.entrance(laboratory.place(id)), 'sh'].join(' ') };
  });
  const kept = { processId: supervisor.processId, hosts };
  supervisor.keep();
  return kept;
}

/** Corners between hosts grow with the square of their number; so many are tried within a minute. */
const mostProbes = (hosts: number): number => Math.max(4_000, 100 * hosts);

async function find(
  laboratory: Laboratory,
  analysis: Analysis,
  hosts: readonly Host[],
  { compile, probes, seed, progress, signal }: TestOptions,
): Promise<Findings> {
  const { network } = laboratory;
  const policies = policiesOf(analysis, hosts);
  const probed = hosts.map((host, i): ProbedHost => {
    const policy = policies.get(host.id)!;
    return { host: network.hosts[i]!, policy, ruleset: optimize(policy) };
  });
  const all = deriveProbes(probed, { count: probes, seed });
  const most = mostProbes(hosts.length);
  const derived =
    probes === undefined && all.length > most ? deriveProbes(probed, { count: most, seed }) : all;
  const tried = derived.map((probe) => ({ probe, wanted: wantedOf(probe, policies) }));
  return { target: compile.target, seed, network, trials: await laboratory.try(tried, progress, signal) };
}
