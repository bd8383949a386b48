import type { Seen, Trial } from '../model.js';
import { type Stage, type Tried, tryRound } from './round.js';

/** A port where nobody listens is one for which no other probe of the round has somebody listen. */
const isApart = ({ probe }: Tried): boolean => probe.traffic.kind === 'unreachable';

/**
 * Tries all probes, in rounds of at most so many. `done` is told how many have been tried. Once `signal` is aborted, those of the
 * round that it ended, and all behind, are untried.
 */
export async function tryProbes(
  stage: Stage,
  tried: readonly Tried[],
  roundSize: number,
  done: (count: number) => void,
  signal?: AbortSignal,
): Promise<readonly Trial[]> {
  const rounds = [
    ...chunks(
      tried.filter((one) => !isApart(one)),
      roundSize,
    ),
    ...chunks(tried.filter(isApart), roundSize),
  ];
  const trials: Trial[] = [];
  for (const round of rounds) {
    const seen = await tryUnlessStopped(stage, round, signal);
    trials.push(...round.map((one, i) => ({ ...one, seen: seen[i]! })));
    done(trials.length);
  }
  return trials;
}

async function tryUnlessStopped(
  stage: Stage,
  round: readonly Tried[],
  signal: AbortSignal | undefined,
): Promise<readonly Seen[]> {
  try {
    const seen = signal?.aborted ? [] : await tryRound(stage, round);
    // What is seen while a laboratory ends shows nothing of its firewalls.
    if (!signal?.aborted) return seen;
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
  return round.map(() => ({ fate: 'untried', problem: 'the run was stopped before' }));
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
