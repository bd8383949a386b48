import type { Fate, Probe } from '../model.js';
import type { Recording } from '../network/recorder.js';

/** What the recorders of the two ends know; absent for the outside world, which has none. */
export interface Evidence {
  readonly from: Recording | undefined;
  readonly to: Recording | undefined;
  /** What the other side was asked to say has come back to the sender. */
  readonly answered: boolean;
  /** The sender was told that nobody is there, by the other side or by a firewall that pretends so. */
  readonly refused: boolean;
}

/**
 * How far a probe has got, by what was seen of it; nothing where it was not seen enough. A probe that was stopped was seen in
 * front of the firewall that stopped it, so that none is ever judged by its absence alone.
 */
export function fateOf(probe: Probe, identity: string | undefined, evidence: Evidence): Fate | undefined {
  if (evidence.answered) return 'answered';
  if (identity === undefined) return undefined;
  const { from, to, refused } = evidence;
  if (from && !from.tried.has(identity)) return undefined;
  if (from && !from.left.has(identity)) return 'not-let-out';
  if (to && !to.came.has(identity)) return undefined;
  if (to && probe.traffic.kind === 'forward') return to.left.has(identity) ? 'unanswered' : 'not-let-in';
  if (to && !to.taken.has(identity)) return 'not-let-in';
  if (refused && probe.traffic.kind === 'unreachable') return 'answered';
  // Nothing records what comes to the outside world, but between what has left a host and there is only a cable.
  return probe.from.host === undefined && probe.to.host === undefined ? undefined : 'unanswered';
}
