import type { Reach } from './cell.js';
import { grouped } from './grouped.js';
import type { Matrix, MatrixRow } from './matrix.js';

/** Receivers that the same senders reach on the same. */
export interface Receivers {
  /** Labels, at least one. */
  readonly receivers: readonly string[];
  /** Empty: nothing that was tried got through. */
  readonly ways: readonly Way[];
}

/** What gets to a receiver, with all who have the same. */
export interface Way {
  readonly reached: readonly Reach[];
  readonly from: readonly Pick<MatrixRow, 'sender' | 'addresses'>[];
  /** Whether these are all hosts that tried this receiver, more than a few, and nobody else. */
  readonly isEveryHost: boolean;
}

/** So many hosts are better named. */
const A_FEW = 6;

/** The matrix the other way round, with receivers that are alike together; for networks whose matrix is too wide. */
export function byReceiver({ receivers, rows }: Matrix): readonly Receivers[] {
  const each = receivers.map((receiver) => ({ receiver, ways: waysTo(receiver, rows) }));
  const alike = grouped(each, ({ ways }) => JSON.stringify(ways.map(identity)));
  return Array.from(alike.values(), (group) => ({
    receivers: group.map(({ receiver }) => receiver),
    ways: group[0]!.ways,
  }));
}

/** Of every host there is always one that cannot try the receiver: itself. */
function identity({ reached, from, isEveryHost }: Way): unknown {
  return [reached, isEveryHost ? from.length : from];
}

function waysTo(receiver: string, rows: readonly MatrixRow[]): readonly Way[] {
  const tried = rows.flatMap(({ kind, sender, addresses, cells }) => {
    const cell = cells.get(receiver);
    return cell ? [{ kind, from: { sender, addresses }, reached: cell.reached }] : [];
  });
  const hosts = tried.filter(isHost).length;
  const there = tried.filter(({ reached }) => reached.length > 0);
  return Array.from(grouped(there, ({ reached }) => JSON.stringify(reached)).values(), (group) => ({
    reached: group[0]!.reached,
    from: group.map(({ from }) => from),
    isEveryHost: hosts > A_FEW && group.length === hosts && group.every(isHost),
  }));
}

function isHost({ kind }: Pick<MatrixRow, 'kind'>): boolean {
  return kind === 'host';
}
