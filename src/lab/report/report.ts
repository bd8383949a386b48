import type { Fate, Findings, Trial } from '../model.js';

/** One expectation of the user's own, as reports print it. */
export interface ExpectationLine {
  /** As written: a host, a group, an address, `anywhere`. */
  readonly from: string;
  readonly to: string;
  /** As written, such as `tcp/5432`. */
  readonly port: string;
  /** What is expected. */
  readonly allowed: boolean;
  readonly holds: boolean;
  /** Why it holds or does not, in words. */
  readonly because: string;
}

/** All that reports are made from. */
export interface TestReport {
  readonly findings: Findings;
  readonly expectations: readonly ExpectationLine[];
}

/** `untried` is neither agreement nor disagreement. */
export type Verdict = 'agreed' | 'disagreed' | 'untried';

export function verdictOf({ wanted, seen }: Trial): Verdict {
  if (seen.fate === 'untried') return 'untried';
  return seen.fate === wanted.fate ? 'agreed' : 'disagreed';
}

/** How far packets get, ascending. */
const distances: readonly Fate[] = ['not-let-out', 'not-let-in', 'unanswered', 'answered'];

/** Whether a probe got further than the definition allows, which is worse than the opposite. */
export function wentTooFar({ wanted, seen }: Trial): boolean {
  return seen.fate !== 'untried' && distances.indexOf(seen.fate) > distances.indexOf(wanted.fate);
}

/** Whether packets were seen at the other side. */
export function gotThere({ seen: { fate } }: Trial): boolean {
  return fate === 'answered' || fate === 'unanswered';
}

/** Whether a trial shows in the matrix: something got there, or should have, or went further than it may. */
export function isShown(trial: Trial): boolean {
  return gotThere(trial) || verdictOf(trial) === 'disagreed';
}

/** How the probes of a run went; `tried` are those that agreed and those that disagreed. */
export interface Counts {
  readonly tried: number;
  readonly agreed: number;
  readonly disagreed: number;
  readonly untried: number;
}

export function countsOf(trials: readonly Trial[]): Counts {
  const number = { agreed: 0, disagreed: 0, untried: 0 };
  for (const trial of trials) number[verdictOf(trial)]++;
  return { tried: number.agreed + number.disagreed, ...number };
}

/** Whether packets have shown what the definition wants. A run that tried nothing has shown nothing. */
export function packetsAgree({ trials }: Pick<Findings, 'trials'>): boolean {
  return trials.length > 0 && trials.every((trial) => verdictOf(trial) === 'agreed');
}
