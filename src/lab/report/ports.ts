import type { Trial } from '../model.js';
import { grouped } from './grouped.js';
import { gotThere, verdictOf, wentTooFar } from './report.js';

/**
 * How all probes of one cell of the matrix to one port went. `through`: all got there. `partly`: some did, as was wanted, such as from
 * some of the addresses only. `too-far`: one got further than was wanted. `stopped`: one did not get as far as was wanted.
 */
export type Passage = 'through' | 'partly' | 'too-far' | 'stopped';

/** Ports that probes went through in the same way. */
export interface PortRun {
  readonly first: number;
  readonly last: number;
  /** Not every port was tried; none that was tried went differently. */
  readonly sampled: boolean;
  readonly passage: Passage;
}

/**
 * Ports (or other numbers, by `numberOf`) that packets got to, or should have got to, ascending. Ports of the same passage are one run if nothing lies
 * between them, or if the same rule is why, and no port that was tried between them went differently.
 */
export function portRuns(trials: readonly Trial[], numberOf: (trial: Trial) => number): readonly PortRun[] {
  const runs: Open[] = [];
  let previous: Tried | undefined;
  for (const tried of byPort(trials, numberOf)) {
    const run = runs.at(-1);
    if (run && previous?.passage === tried.passage && continues(run, tried)) extend(run, tried);
    else if (tried.passage !== 'refused') runs.push(opened(tried, tried.passage));
    previous = tried;
  }
  return runs.map(({ first, last, sampled, passage }) => ({ first, last, sampled, passage }));
}

interface Tried {
  readonly port: number;
  readonly passage: Passage | 'refused';
  readonly reasons: ReadonlySet<string>;
}

interface Open {
  readonly first: number;
  last: number;
  sampled: boolean;
  readonly passage: Passage;
  reasons: ReadonlySet<string>;
}

function opened({ port, reasons }: Tried, passage: Passage): Open {
  return { first: port, last: port, sampled: false, passage, reasons };
}

function continues({ last, reasons }: Open, tried: Tried): boolean {
  return tried.port === last + 1 || [...tried.reasons].some((reason) => reasons.has(reason));
}

function extend(run: Open, { port, reasons }: Tried): void {
  if (port > run.last + 1) run.sampled = true;
  run.last = port;
  run.reasons = reasons;
}

function byPort(trials: readonly Trial[], numberOf: (trial: Trial) => number): readonly Tried[] {
  const ports = grouped(trials, (trial) => String(numberOf(trial)));
  return Array.from(ports.values(), (of) => ({
    port: numberOf(of[0]!),
    passage: passageOf(of),
    reasons: new Set(of.filter(isShown).map(({ wanted }) => wanted.because)),
  })).sort((a, b) => a.port - b.port);
}

/** Whether a probe is why its port is in the list. */
function isShown(trial: Trial): boolean {
  return gotThere(trial) || verdictOf(trial) === 'disagreed';
}

function passageOf(trials: readonly Trial[]): Tried['passage'] {
  const wrong = trials.filter((trial) => verdictOf(trial) === 'disagreed');
  if (wrong.some(wentTooFar)) return 'too-far';
  if (wrong.length > 0) return 'stopped';
  const there = trials.filter(gotThere).length;
  if (there === 0) return 'refused';
  return there === trials.length ? 'through' : 'partly';
}
