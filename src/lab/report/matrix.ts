import type { Findings, Trial } from '../model.js';
import { type Reach, reachOf } from './cell.js';
import { grouped } from './grouped.js';
import { placesOf } from './places.js';
import { gotThere, verdictOf } from './report.js';
import { isHeldBack, type Sender, sendersOf } from './senders.js';
import { ANYONE, trafficText } from './words.js';

/** Who reaches whom on what, as packets have shown it. Probes are samples: what was not tried is not in it. */
export interface Matrix {
  /** What the columns are about: hosts (interfaces, where a host has several), then the world outside. Only those that were tried. */
  readonly receivers: readonly string[];
  /** Anyone, then hosts in their order, then the world outside. */
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow extends Pick<Sender, 'kind' | 'addresses'> {
  /** What the row is called; of the world outside the same for all its rows. */
  readonly sender: string;
  /** By receiver, beyond what anyone gets through. None: nothing else was tried. */
  readonly cells: ReadonlyMap<string, Cell>;
}

export interface Cell {
  /** Empty: nothing that was tried got through. */
  readonly reached: readonly Reach[];
  /** Whether the sender's own host let nothing out to this receiver. */
  readonly isHeldBack: boolean;
}

export function matrixOf({ network, trials }: Pick<Findings, 'network' | 'trials'>): Matrix {
  const places = placesOf(network);
  const tried = trials.filter((trial) => verdictOf(trial) !== 'untried');
  const receiverOf = ({ probe }: Trial) => places.labelOf(probe.to);
  const isReceiver = new Set(tried.map(receiverOf));
  const barren = grouped(barrenOf(tried), receiverOf);
  const rows = sendersOf(tried, places).map(({ kind, addresses, label, trials: own }) => ({
    kind,
    addresses,
    sender: label,
    cells: cellsOf(own, receiverOf, barren),
  }));
  const rank = new Map([ANYONE, ...places.labels].map((label, i) => [label, i]));
  return {
    receivers: places.labels.filter((label) => isReceiver.has(label)),
    rows: rows.sort((a, b) => rank.get(a.sender)! - rank.get(b.sender)!),
  };
}

function cellsOf(
  trials: readonly Trial[],
  receiverOf: (trial: Trial) => string,
  barren: ReadonlyMap<string, readonly Trial[]>,
): ReadonlyMap<string, Cell> {
  return new Map(
    Array.from(grouped(trials, receiverOf), ([receiver, of]) => {
      const reached = reachOf([...of, ...(barren.get(receiver) ?? [])]);
      return [receiver, { reached, isHeldBack: of.every(isHeldBack) }];
    }),
  );
}

/** Trials that tell where the ranges of a host end, whoever sends: it lets nobody in there, and should not. */
function barrenOf(trials: readonly Trial[]): readonly Trial[] {
  const arrived = trials.filter((trial) => trial.probe.to.host !== undefined && !isHeldBack(trial));
  const subjects = grouped(arrived, ({ probe }) =>
    JSON.stringify([probe.to.host, probe.to.interface, probe.family, trafficText(probe)]),
  );
  return [...subjects.values()].flatMap((same) =>
    same.every((trial) => !gotThere(trial) && verdictOf(trial) === 'agreed') ? same.slice(0, 1) : [],
  );
}
