import type { Target } from '../../target/target.js';
import type { LabHost, Trial } from '../model.js';
import {
  type Counts,
  countsOf,
  type ExpectationLine,
  type TestReport,
  type Verdict,
  verdictOf,
} from './report.js';

/** What `test --json` prints, beside the diagnostics. Keys are stable; new ones may be added. */
export interface JsonReport {
  readonly target: Target;
  readonly seed: number;
  readonly hosts: readonly LabHost[];
  readonly counts: Counts;
  readonly trials: readonly JsonTrial[];
  readonly expectations: readonly ExpectationLine[];
}

export interface JsonTrial extends Trial {
  readonly verdict: Verdict;
}

export function jsonReport({ findings, expectations }: TestReport): JsonReport {
  const { target, seed, network, trials } = findings;
  return {
    target,
    seed,
    hosts: network.hosts,
    counts: countsOf(trials),
    trials: trials.map((trial) => ({ verdict: verdictOf(trial), ...trial })),
    expectations,
  };
}
