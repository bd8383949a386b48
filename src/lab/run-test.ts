import type { Analysis } from '../compiler/analyse.js';
import type { Host } from '../definition/model.js';
import { collect, type Outcome, type Report } from '../diagnostics/diagnostic.js';
import { checkExpectations } from '../expectation/check.js';
import type { ExpectationResult } from '../expectation/model.js';
import { reportExpectations } from '../expectation/report.js';
import { type BuildOptions, type Built, buildLaboratory } from './build.js';
import { chooseProbes } from './choose-probes.js';
import { expectationLine } from './expectations/lines.js';
import type { Laboratory } from './laboratory.js';
import type { Findings } from './model.js';
import { policiesOf } from './policies.js';
import type { ExpectationLine } from './report/report.js';
import { wantedBy } from './wanted/wanted.js';

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
  let results: readonly ExpectationResult[] = [];
  const checked = collect((report) => {
    results = expectationsOf(analysis, report);
  });
  // Of an expectation that cannot be checked nothing would be known, however packets behave.
  if (results.length < analysis.linked.expectations.length)
    return { value: undefined, diagnostics: checked.diagnostics };
  const outcome = await buildLaboratory(analysis, options);
  const diagnostics = [...checked.diagnostics, ...outcome.diagnostics];
  if (!outcome.value) return { value: undefined, diagnostics };
  return { value: await tryBuilt(outcome.value, analysis, results, options), diagnostics };
}

function expectationsOf({ linked }: Analysis, report: Report): readonly ExpectationResult[] {
  if (linked.expectations.length === 0) return [];
  const policies = [...policiesOf({ linked }, linked.hosts.nodes).values()];
  const results = checkExpectations(linked, policies, report);
  reportExpectations(results, report);
  return results;
}

async function tryBuilt(
  { laboratory, hosts }: Built,
  analysis: Analysis,
  expectations: readonly ExpectationResult[],
  options: TestOptions,
): Promise<TestResult> {
  try {
    const findings = await find(laboratory, analysis, hosts, expectations, options);
    const result = { findings, expectations: expectations.map(expectationLine) };
    if (options.keep && !options.signal?.aborted) return { ...result, kept: keep(laboratory) };
    await laboratory.close();
    return result;
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

async function find(
  laboratory: Laboratory,
  analysis: Analysis,
  hosts: readonly Host[],
  expectations: readonly ExpectationResult[],
  { compile, probes: count, seed, progress, signal }: TestOptions,
): Promise<Findings> {
  const { network } = laboratory;
  const policies = policiesOf(analysis, hosts);
  const probes = chooseProbes(network, hosts, policies, expectations, { count, seed });
  const wantedOf = wantedBy(policies);
  const tried = probes.map((probe) => ({ probe, wanted: wantedOf(probe) }));
  return { target: compile.target, seed, network, trials: await laboratory.try(tried, progress, signal) };
}
