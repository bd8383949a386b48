import type { Trial } from '../model.js';
import type { ExpectationLine } from './report.js';
import { fateText, type HostLabels, probeText, seenText } from './words.js';

/** `tcp/22 from … to … (one below the first port of …)`: the same for the same probe in every run. */
export function trialTitle({ probe }: Trial, labelOf: HostLabels): string {
  return `${probeText(probe, labelOf)} (${probe.purpose})`;
}

/** What is wanted and what was seen, in one line. */
export function trialMessage({ wanted, seen }: Trial): string {
  return `wanted: ${fateText(wanted.fate)}; seen: ${seenText(seen)}`;
}

export function expectationTitle({ from, to, port, allowed }: ExpectationLine): string {
  return `${port} from ${from} to ${to} is ${allowed ? 'allowed' : 'refused'}`;
}
