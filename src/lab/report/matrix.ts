import type { Findings, Trial } from '../model.js';
import { type Reach, reachOf } from './cell.js';
import { grouped } from './grouped.js';
import { verdictOf } from './report.js';
import { sendersOf } from './senders.js';
import { hostLabels } from './words.js';

/** Who reaches whom on what, as packets have shown it. Probes are samples: what was not tried is not in it. */
export interface Matrix {
  /** What the columns are about, by label: hosts in their order, then the world outside. Only those that were tried. */
  readonly receivers: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  /** A host, or the world outside. */
  readonly sender: string;
  readonly isHost: boolean;
  /** Of the world outside, the addresses that the row is about. Empty: a host, or all addresses outside that were tried. */
  readonly addresses: readonly string[];
  /** By receiver. None: nothing was tried; an empty list: nothing that was tried got through. */
  readonly reached: ReadonlyMap<string, readonly Reach[]>;
}

export function matrixOf({ network, trials }: Pick<Findings, 'network' | 'trials'>): Matrix {
  const labelOf = hostLabels(network);
  const tried = trials.filter((trial) => verdictOf(trial) !== 'untried');
  const order = [...network.hosts.map(({ id }) => labelOf({ host: id })), labelOf({})];
  const isReceiver = new Set(tried.map(({ probe }) => labelOf(probe.to)));
  const rank = new Map(order.map((label, i) => [label, i]));
  const rows = sendersOf(tried, labelOf).map(({ label, isHost, addresses, trials: own }) => ({
    sender: label,
    isHost,
    addresses,
    reached: reachedBy(own, ({ probe }) => labelOf(probe.to)),
  }));
  return {
    receivers: order.filter((label) => isReceiver.has(label)),
    // Sorting is stable, so parts of the world outside keep their order.
    rows: rows.sort((a, b) => (rank.get(a.sender) ?? 0) - (rank.get(b.sender) ?? 0)),
  };
}

function reachedBy(
  trials: readonly Trial[],
  receiverOf: (trial: Trial) => string,
): ReadonlyMap<string, readonly Reach[]> {
  const groups = grouped(trials, receiverOf);
  return new Map(Array.from(groups, ([receiver, of]) => [receiver, reachOf(of)]));
}
