import type { Trial } from '../model.js';
import { grouped } from './grouped.js';
import { gotThere } from './report.js';
import { type HostLabels, OUTSIDE, trafficText } from './words.js';

/** A row of the matrix: a host, or a part of the world outside. */
export interface Sender {
  readonly label: string;
  readonly isHost: boolean;
  /** Of addresses of the world outside that reach the same: all of them, in the order of the probes. Empty: a host, or the outside as a whole. */
  readonly addresses: readonly string[];
  readonly trials: readonly Trial[];
}

/**
 * Who sends, hosts first. What every address outside gets through that tried it, at least two, is the outside's as a whole; what only
 * some get through is theirs, and those for whom that is the same are one sender.
 */
export function sendersOf(trials: readonly Trial[], labelOf: HostLabels): readonly Sender[] {
  const inside = grouped(
    trials.filter(({ probe }) => probe.from.host !== undefined),
    ({ probe }) => labelOf(probe.from),
  );
  const outside = trials.filter(({ probe }) => probe.from.host === undefined);
  return [
    ...Array.from(inside, ([label, of]) => ({ label, isHost: true, addresses: [], trials: of })),
    ...outsideParts(outside),
  ];
}

function outsideParts(trials: readonly Trial[]): readonly Sender[] {
  if (trials.length === 0) return [];
  const special = new Set<Trial>();
  for (const [, same] of grouped(trials, subjectOf))
    for (const trial of same) if (gotThere(trial) && !isForAll(same)) special.add(trial);
  const whole = {
    label: OUTSIDE,
    isHost: false,
    addresses: [],
    trials: trials.filter((trial) => !special.has(trial)),
  };
  return [whole, ...addressParts(trials, special)];
}

/** Addresses for whom the same is special, with all that they tried and nobody else. */
function addressParts(trials: readonly Trial[], special: ReadonlySet<Trial>): readonly Sender[] {
  const byAddress = grouped(trials, ({ probe }) => probe.from.address);
  const parts = new Map<string, Map<string, readonly Trial[]>>();
  for (const [address, tried] of byAddress) {
    const own = tried.filter((trial) => special.has(trial));
    if (own.length === 0) continue;
    const key = JSON.stringify([...new Set(own.map(subjectOf))].sort());
    const part = parts.get(key) ?? new Map<string, readonly Trial[]>();
    part.set(
      address,
      tried.filter((trial) => special.has(trial) || !gotThere(trial)),
    );
    parts.set(key, part);
  }
  return Array.from(parts.values(), (part) => ({
    label: OUTSIDE,
    isHost: false,
    addresses: [...part.keys()],
    trials: [...part.values()].flat(),
  }));
}

function isForAll(trials: readonly Trial[]): boolean {
  return trials.every(gotThere) && new Set(trials.map(({ probe }) => probe.from.address)).size > 1;
}

/** What is reached by it: which address, and on what. */
function subjectOf({ probe }: Trial): string {
  return JSON.stringify([probe.to.host ?? null, probe.to.address, trafficText(probe)]);
}
