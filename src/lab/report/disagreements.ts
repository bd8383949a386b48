import { groupBy } from '../../definition/group-by.js';
import type { Trial } from '../model.js';
import { verdictOf, wentTooFar } from './report.js';

/** Trials that went wrong in the same way: one to show, and how many are like it. */
export interface Alike {
  /** In the order of the probes; at least one. */
  readonly trials: readonly Trial[];
}

/**
 * Disagreements, those of a kind together: same ends, kind of traffic, family, and same wanted and seen. What got further than it may
 * comes first, then what did not get as far as it should; each in the order of the probes.
 */
export function disagreements(trials: readonly Trial[]): readonly Alike[] {
  const wrong = trials.filter((trial) => verdictOf(trial) === 'disagreed');
  const groups = alike(wrong, ({ probe, wanted, seen }) => [
    probe.from.host ?? null,
    probe.from.interface ?? null,
    probe.to.host ?? null,
    probe.to.interface ?? null,
    probe.family,
    probe.traffic.kind,
    wanted.fate,
    wanted.because,
    seen.fate,
  ]);
  return [...groups.filter(isTooFar), ...groups.filter((group) => !isTooFar(group))];
}

/** Trials that have shown nothing, those with the same problem together. */
export function untried(trials: readonly Trial[]): readonly Alike[] {
  return alike(
    trials.filter((trial) => verdictOf(trial) === 'untried'),
    ({ seen }) => [seen.fate === 'untried' ? seen.problem : ''],
  );
}

function isTooFar({ trials: [first] }: Alike): boolean {
  return wentTooFar(first!);
}

function alike(
  trials: readonly Trial[],
  keyOf: (trial: Trial) => readonly (string | null)[],
): readonly Alike[] {
  const groups = groupBy(trials, (trial) => JSON.stringify(keyOf(trial)));
  return Array.from(groups.values(), (group) => ({ trials: group }));
}
