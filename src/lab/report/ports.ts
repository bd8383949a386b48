import type { Family } from '../../address/space.js';
import { groupBy } from '../../definition/group-by.js';
import type { Trial } from '../model.js';
import { gotThere, isShown, verdictOf, wentTooFar } from './report.js';

/**
 * How all probes of one cell of the matrix to one port went. `through`: all got there. `partly`: some did, as was wanted, such as from
 * some of the addresses only. `too-far`: one got further than was wanted. `stopped`: one did not get as far as was wanted.
 */
export type Passage = 'through' | 'partly' | 'too-far' | 'stopped';

/** Ports, or other numbers, that probes went through in the same way. */
export interface PortRun {
  readonly first: number;
  readonly last: number;
  /** Not every port was tried; none that was tried went differently. */
  readonly sampled: boolean;
  readonly passage: Passage;
  /** Absent where the families did not differ, or one of them was not tried. */
  readonly family?: Family;
}

/**
 * Ports that packets got to, or should have got to, ascending. Those of the same passage are one run if nothing lies between them, or
 * if the same rule is why for one before and one behind, and no port that was tried between them went differently.
 */
export function portRuns(trials: readonly Trial[], numberOf: (trial: Trial) => number): readonly PortRun[] {
  const ports = groupBy(trials, (trial) => String(numberOf(trial)));
  const tried = Array.from(ports.values(), (of) => ({ port: numberOf(of[0]!), of }))
    .sort((a, b) => a.port - b.port)
    .flatMap(({ port, of }) => triedOf(port, of));
  return stretches(tried).flatMap(runsOf);
}

interface Tried {
  readonly port: number;
  readonly passage: Passage | 'refused';
  readonly family?: Family;
  /** Why packets got there, or should have. */
  readonly reasons: ReadonlySet<string>;
}

interface Shown extends Tried {
  readonly passage: Passage;
}

/** Neighbours that went the same way; what was refused parts them. */
function stretches(tried: readonly Tried[]): readonly (readonly Shown[])[] {
  const result: Shown[][] = [];
  let previous: Tried | undefined;
  for (const trial of tried) {
    const { passage } = trial;
    if (passage !== 'refused') {
      if (previous?.passage === passage && previous.family === trial.family)
        result.at(-1)!.push({ ...trial, passage });
      else result.push([{ ...trial, passage }]);
    }
    previous = trial;
  }
  return result;
}

function runsOf(stretch: readonly Shown[]): readonly PortRun[] {
  const lastOf = new Map(
    stretch.flatMap(({ reasons, port }) => Array.from(reasons, (reason) => [reason, port])),
  );
  const runs: { -readonly [key in keyof PortRun]: PortRun[key] }[] = [];
  // As far as some rule reaches that was the reason before.
  let upTo = -1;
  for (const { port, passage, family, reasons } of stretch) {
    const run = runs.at(-1);
    if (run && (port <= upTo || port === run.last + 1)) {
      run.sampled ||= port > run.last + 1;
      run.last = port;
    } else runs.push({ first: port, last: port, sampled: false, passage, ...(family && { family }) });
    upTo = Math.max(upTo, ...Array.from(reasons, (reason) => lastOf.get(reason)!));
  }
  return runs;
}

/** One, or one a family where the two differ in more than who got through. */
function triedOf(port: number, trials: readonly Trial[]): readonly Tried[] {
  const families = [...groupBy(trials, ({ probe }) => probe.family).values()];
  const passages = new Set(families.map(passageOf));
  const isThere = [...passages].every((passage) => passage === 'through' || passage === 'partly');
  if (passages.size === 1 || isThere) return [triedIn(port, trials)];
  return families
    .map((of) => ({ ...triedIn(port, of), family: of[0]!.probe.family }))
    .filter(({ passage }) => passage !== 'refused')
    .sort((a, b) => (a.family < b.family ? -1 : 1));
}

function triedIn(port: number, trials: readonly Trial[]): Tried {
  const reasons = new Set(trials.filter(isShown).map(({ wanted }) => wanted.because));
  return { port, passage: passageOf(trials), reasons };
}

function passageOf(trials: readonly Trial[]): Tried['passage'] {
  const wrong = trials.filter((trial) => verdictOf(trial) === 'disagreed');
  if (wrong.some(wentTooFar)) return 'too-far';
  if (wrong.length > 0) return 'stopped';
  const there = trials.filter(gotThere).length;
  if (there === 0) return 'refused';
  return there === trials.length ? 'through' : 'partly';
}
