import { groupBy } from '../../definition/group-by.js';
import type { Trial } from '../model.js';
import type { Reach } from './cell.js';
import { type Cell, type Matrix, type MatrixRow, reachBetween } from './matrix.js';

/** Receivers that the same senders reach on the same. */
export interface Receivers {
  /** Labels, at least one. */
  readonly receivers: readonly string[];
  /** Empty: nothing that was tried got through. */
  readonly accesses: readonly Access[];
}

/** What gets to a receiver, with all who have the same, or whom the same rules let in: not each has tried all of it. */
export interface Access {
  readonly reached: readonly Reach[];
  readonly from: readonly Pick<MatrixRow, 'sender' | 'addresses'>[];
  /** Whether these are all hosts that tried this receiver, more than a few, and nobody else. */
  readonly isEveryHost: boolean;
}

/** So many hosts are better named. */
const A_FEW = 6;

/** The matrix the other way round, with receivers that are alike together; for networks whose matrix is too wide. */
export function byReceiver({ receivers, rows, ends }: Matrix): readonly Receivers[] {
  const each = receivers.map((receiver) => ({
    receiver,
    accesses: accessesTo(receiver, rows, ends.get(receiver)),
  }));
  const alike = groupBy(each, ({ accesses }) => JSON.stringify(accesses.map(identity)));
  return Array.from(alike.values(), (group) => ({
    receivers: group.map(({ receiver }) => receiver),
    accesses: group[0]!.accesses,
  }));
}

/** Of every host there is always one that cannot try the receiver: itself. */
function identity({ reached, from, isEveryHost }: Access): unknown {
  return [reached, isEveryHost ? from.length : from];
}

function accessesTo(
  receiver: string,
  rows: readonly MatrixRow[],
  ends: readonly Trial[] | undefined,
): readonly Access[] {
  const tried = rows.flatMap(({ kind, sender, addresses, cells }) => {
    const cell = cells.get(receiver);
    return cell ? [{ kind, from: { sender, addresses }, cell }] : [];
  });
  const hosts = tried.filter(isHost).length;
  const there = tried.filter(({ cell }) => cell.reached.length > 0);
  const byRules = groupBy(there, ({ kind, cell }) => JSON.stringify([kind === 'host', sameness(cell)]));
  const accesses = Array.from(byRules.values(), (group) => ({
    group,
    reached: reachedBy(
      group.map(({ cell }) => cell),
      ends,
    ),
  }));
  const same = groupBy(accesses, ({ reached }) => JSON.stringify(reached));
  return Array.from(same.values(), (alike) => {
    const senders = alike.flatMap(({ group }) => group);
    return {
      reached: alike[0]!.reached,
      from: senders.map(({ from }) => from),
      isEveryHost: hosts > A_FEW && senders.length === hosts && senders.every(isHost),
    };
  });
}

function reachedBy(cells: readonly Cell[], ends: readonly Trial[] | undefined): readonly Reach[] {
  if (cells.length === 1) return cells[0]!.reached;
  return reachBetween(
    cells.flatMap(({ trials }) => trials),
    ends,
  );
}

/** Whom the same rules let in has tried other ports of them, so the rules tell more than the ports. */
function sameness({ rules, reached }: Cell): unknown {
  return rules.length > 0 ? rules : reached;
}

function isHost({ kind }: Pick<MatrixRow, 'kind'>): boolean {
  return kind === 'host';
}
