import type { Point } from '../address/intervals.js';
import { unionOfBounds } from '../address/intervals.js';
import { MachineError } from '../machine/errors.js';
import type { Fault } from '../proof/denote.js';
import { type Addresses, type EndedFlows, endedBy, MOST_ENDED } from '../proof/ended.js';
import type { Firewall } from '../proof/firewall.js';
import { endingFlows } from './ending-flows.js';
import type { KnownFlow, KnownFlows } from './known-flows.js';

/** What has let flows begin, and what comes. */
export interface Replaced {
  /** What applies now; undefined: nothing of ours, so that anything may have begun. */
  readonly settled: Firewall | undefined;
  /** What applied before that. */
  readonly older: readonly Firewall[];
  readonly next: Firewall;
  /** Of a machine on which nothing of ours applies. */
  readonly known: KnownFlows | undefined;
}

/** The flows that end with a change, and those that end where it is undone. Throws a `MachineError` where that is too much to say. */
export function revokedBy(
  { settled, older, next, known }: Replaced,
  fault: Fault,
): { readonly ended: readonly EndedFlows[]; readonly undone: readonly EndedFlows[] } {
  const endedIn = (before: readonly Firewall[], after: Firewall) => {
    const { flows, more } = endedBy(before, after, fault);
    refuseMany(flows.length + more);
    return flows;
  };
  const ended = endedIn(settled ? [settled, ...older] : older, next);
  const unfiltered = known ? gathered(endingFlows(known, undefined, next)) : [];
  refuseMany(ended.length + unfiltered.length);
  return { ended: [...ended, ...unfiltered], undone: settled ? endedIn([next], settled) : [] };
}

function refuseMany(count: number): void {
  if (count > MOST_ENDED)
    throw new MachineError(
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
