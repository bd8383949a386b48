import type { Point } from '../address/intervals.js';
import { unionOfBounds } from '../address/intervals.js';
import { MachineError } from '../machine/errors.js';
import type { BegunFlows } from '../proof/begun.js';
import type { Fault } from '../proof/denote.js';
import { TooComplex } from '../proof/diagram/diagrams.js';
import {
  type Addresses,
  begunLike,
  type Ended,
  type EndedFlows,
  endedBy,
  MOST_ENDED,
} from '../proof/ended.js';
import type { Firewall } from '../proof/firewall.js';
import { endingFlows } from './ending-flows.js';
import type { KnownFlow, KnownFlows } from './known-flows.js';

/** What has let flows begin, and what comes. */
export interface Replaced {
  /** What applies now; undefined: nothing of ours, so that anything may have begun. */
  readonly settled: Firewall | undefined;
  /** What applied before that. */
  readonly older: readonly Firewall[];
  /** What has begun otherwise, or before those. */
  readonly begun: readonly BegunFlows[];
  readonly next: Firewall;
  /** Of a machine on which nothing of ours applies. */
  readonly known: KnownFlows | undefined;
}

export interface Revoked {
  /** The flows that end with a change. */
  readonly ended: readonly EndedFlows[];
  /** Those that end where it is undone. */
  readonly undone: readonly EndedFlows[];
  /** All that has begun and that the next rules do not let begin; undefined: that cannot be said. */
  readonly begun: readonly BegunFlows[] | undefined;
}

/** What ends with a change. Throws a `MachineError` where that is too much to say. */
export function revokedBy(replaced: Replaced, fault: Fault): Revoked {
  const { settled, next } = replaced;
  const { ended, begun } = endedWith(replaced, fault);
  return { ended, begun, undone: settled ? few(endedBy([next], settled, fault)).flows : [] };
}

/** The same where all flows go on; nothing is said of what has begun where that is too much. */
export function begunBefore(replaced: Replaced, fault: Fault): Revoked['begun'] {
  try {
    return endedWith(replaced, fault).begun;
  } catch (error) {
    if (error instanceof TooMany || error instanceof TooComplex) return undefined;
    throw error;
  }
}

function endedWith(
  { settled, older, begun, next, known }: Replaced,
  fault: Fault,
): Pick<Revoked, 'ended' | 'begun'> {
  const before = settled ? [settled, ...older] : older;
  const filtered = few(endedBy(before, next, fault, begun));
  const unfiltered = known ? gathered(endingFlows(known, undefined, next)) : [];
  refuseMany(filtered.flows.length + unfiltered.length);
  return {
    ended: [...filtered.flows, ...unfiltered],
    begun: filtered.begun && [...filtered.begun, ...unfiltered.map(begunLike)],
  };
}

/** More than rules can end. */
class TooMany extends MachineError {}

function few(ended: Ended): Ended {
  // What is not shown would go on.
  refuseMany(ended.more > 0 ? MOST_ENDED + 1 : ended.flows.length);
  return ended;
}

function refuseMany(count: number): void {
  if (count > MOST_ENDED)
    throw new TooMany(
      `too much changes at once to end what is revoked: more than ${MOST_ENDED} parts; 'revoke: keep' lets flows go on`,
    );
}

/** Flows as rules that end them tell them; those with the same ends but for the peer's address and port are told together. */
function gathered(flows: readonly KnownFlow[]): readonly EndedFlows[] {
  const groups = new Map<string, KnownFlow[]>();
  for (const flow of flows) {
    const key = [flow.path, flow.family, flow.protocol, flow.own, flow.cell].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), flow]);
  }
  return [...groups.values()].map((all) => {
    const [{ path, family, protocol, own, cell }] = all as [KnownFlow];
    return {
      path,
      devices: undefined,
      family,
      protocols: [protocol, protocol + 1],
      sourcePorts: undefined,
      cells: [cell, cell + 1],
      peers: addresses(
        family,
        all.map(({ peer }) => peer),
      ),
      own: addresses(family, [own]),
    };
  });
}

function addresses(family: KnownFlow['family'], points: readonly Point[]): Addresses {
  if (family === 'ipv4') {
    const numbers = points.map(Number);
    return {
      family,
      set: unionOfBounds(
        [...numbers],
        numbers.map((one) => one + 1),
      ),
    };
  }
  const numbers = points.map(BigInt);
  return {
    family,
    set: unionOfBounds(
      [...numbers],
      numbers.map((one) => one + 1n),
    ),
  };
}
