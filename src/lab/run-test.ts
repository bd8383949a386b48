import type { Analysis } from '../compiler/analyse.js';
import type { CompileOptions } from '../compiler/options.js';
import type { Outcome } from '../diagnostics/diagnostic.js';
import type { Findings } from './model.js';
import type { ExpectationLine } from './report/report.js';

/** What a run is busy with, in this order. */
export type Phase = 'compiling' | 'building' | 'loading' | 'probing';

/** Called as a run goes on; `done` of `total` hosts, or of probes. */
export type LabProgress = (phase: Phase, done: number, total: number) => void;

export interface TestOptions {
  /** `hosts`: the part of the definition to test. */
  readonly compile: CompileOptions;
  /** Probes to send at the most; absent: as many as the definition asks for. */
  readonly probes: number | undefined;
  readonly seed: number;
  /** Leaves the laboratory up. */
  readonly keep: boolean;
  /** Aborting ends the run and takes the laboratory down. Probes that are not sent by then are untried. */
  readonly signal?: AbortSignal;
  readonly progress: LabProgress;
}

export interface TestResult {
  readonly findings: Findings;
  /** What the user expects, and whether it holds; empty where nothing is expected. */
  readonly expectations: readonly ExpectationLine[];
  /** The laboratory, where it was to be kept. */
  readonly kept?: KeptLab;
}

/** A laboratory that is still up when its run is over. */
export interface KeptLab {
  /** The process that holds it; it is gone with this. */
  readonly process: number;
  readonly hosts: readonly KeptHost[];
}

export interface KeptHost {
  readonly id: string;
  /** The command line that enters it. */
  readonly enter: string;
}

/** Builds the network of a definition, loads each host's script and tries it. Throws `LabUnavailable` where the machine cannot. */
export async function runTest(_analysis: Analysis, _options: TestOptions): Promise<Outcome<TestResult>> {
  throw new Error('not built yet');
}
