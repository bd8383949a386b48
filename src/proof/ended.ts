import type { IntervalSet } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import { type Changes, firewallsCompared } from './changes.js';
import type { Fault } from './denote.js';
import type { Devices } from './devices.js';
import type { DimensionName } from './dimensions.js';
import { rankOf } from './dimensions.js';
import { type Firewall, families, states } from './firewall.js';
import { type Box, joinBoxes } from './join-boxes.js';
import { holds } from './values.js';

/**
 * Flows that have to end: those whose first packets have all of this. What is undefined is any. Of what a flow can be told by later, which
 * is not all that rules can ask for: the hop limit, for example, is left out.
 */
export interface EndedFlows {
  /** The hook that their first packets came through. */
  readonly path: 'input' | 'output';
  /** The device of the first packet; `others`: any but these. */
  readonly devices: { readonly names: readonly string[]; readonly others: boolean } | undefined;
  readonly family: Family | undefined;
  readonly protocols: IntervalSet<number> | undefined;
  readonly sourcePorts: IntervalSet<number> | undefined;
  /** Destination ports, or ICMP types × 256 + codes. */
  readonly cells: IntervalSet<number> | undefined;
  readonly peers: Addresses | undefined;
  readonly own: Addresses | undefined;
}

export type Addresses =
  | { readonly family: 'ipv4'; readonly set: IntervalSet<number> }
  | { readonly family: 'ipv6'; readonly set: IntervalSet<bigint> };

/** By which flows are told apart, beside the device. */
const TOLD: readonly DimensionName[] = [
  'inDevice',
  'outDevice',
  'family',
  'protocol',
  'own4',
  'own6',
  'sourcePort',
  'cell',
  'peer4',
  'peer6',
];

/** More boxes than this make rules that every packet of a known flow would feel. */
export const MOST_ENDED = 4_000;

/**
 * The flows that one of the firewalls before let begin, and the next does not. `more` says how many boxes are not among them.
 */
export function endedBy(
  before: readonly Firewall[],
  next: Firewall,
  fault: Fault,
): { readonly flows: readonly EndedFlows[]; readonly more: number } {
  if (before.length === 0) return { flows: [], more: 0 };
  const changes = firewallsCompared(before, next, MOST_ENDED, fault);
  return { flows: flowsOf(changes), more: changes.more };
}

function flowsOf({ shown, devices }: Changes): readonly EndedFlows[] {
  const closed = shown.filter(
    ({ path, box, after }) => path !== 'forward' && after.verdict !== 'accept' && begins(box),
  );
  return (['input', 'output'] as const).flatMap((path) => {
    const boxes = closed.filter((one) => one.path === path).map(({ box }) => box.filter(isTold));
    return joinBoxes(boxes).map((box) => endedFlows(box, path, devices));
  });
}

/** Only packets in state `new` begin a flow. */
function begins(box: Box): boolean {
  const state = setOf(box, 'state');
  return state === undefined || holds(state, states.indexOf('new'));
}

const told: ReadonlySet<number> = new Set(TOLD.map(rankOf));

function isTold({ dimension }: Box[number]): boolean {
  return told.has(dimension);
}

function endedFlows(box: Box, path: EndedFlows['path'], { names }: Devices): EndedFlows {
  const indexes = setOf(box, path === 'input' ? 'inDevice' : 'outDevice');
  const named = names.slice(1, -1);
  const isIn = (name: string) => holds(indexes!, names.indexOf(name));
  // The last of the devices stands for those that nobody names.
  const others = indexes !== undefined && holds(indexes, names.length - 1);
  const family = setOf(box, 'family');
  const addresses = (kind: 'peer' | 'own'): Addresses | undefined => {
    const [v4, v6] = [setOf(box, `${kind}4`), setOf(box, `${kind}6`)];
    if (v4) return { family: 'ipv4', set: v4 };
    return v6 && { family: 'ipv6', set: v6 as IntervalSet<never> as IntervalSet<bigint> };
  };
  return {
    path,
    devices: indexes && { names: named.filter((name) => isIn(name) !== others), others },
    family: family && families.find((_, index) => holds(family, index)),
    protocols: setOf(box, 'protocol'),
    sourcePorts: setOf(box, 'sourcePort'),
    cells: setOf(box, 'cell'),
    peers: addresses('peer'),
    own: addresses('own'),
  };
}

function setOf(box: Box, name: DimensionName): IntervalSet<number> | undefined {
  return box.find(({ dimension }) => dimension === rankOf(name))?.set as IntervalSet<number> | undefined;
}
