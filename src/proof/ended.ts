import type { IntervalSet, Point } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import { type BegunFlows, begunOf, firewallOf, type NamedDevices, namedDevices } from './begun.js';
import { type Changes, closings } from './changes.js';
import type { Fault } from './denote.js';
import type { Devices } from './devices.js';
import type { DimensionName } from './dimensions.js';
import { rankOf } from './dimensions.js';
import { type Firewall, families, states } from './firewall.js';
import { type Box, joinBoxes } from './join-boxes.js';
import { devicesOfFirewall } from './named-devices.js';
import { holds } from './values.js';

/**
 * Flows that have to end: those whose first packets have all of this. What is undefined is any. Of what a flow can be told by later, which
 * is not all that rules can ask for: the hop limit, for example, is left out.
 */
export interface EndedFlows {
  /** The hook that their first packets came through. */
  readonly path: 'input' | 'output';
  /** The device of the first packet; `others`: any but these. */
  readonly devices: NamedDevices | undefined;
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

export interface Ended {
  readonly flows: readonly EndedFlows[];
  /**
   * The same before it was narrowed to what flows are told by. Undefined: a pattern names devices, or there is more, so that this cannot be
   * said.
   */
  readonly begun: readonly BegunFlows[] | undefined;
  /** How many boxes are not among them. */
  readonly more: number;
}

/** The flows that one of the firewalls before let begin, or that have begun otherwise, and that the next does not let begin. */
export function endedBy(
  before: readonly Firewall[],
  next: Firewall,
  fault: Fault,
  begun: readonly BegunFlows[] = [],
  most = MOST_ENDED,
): Ended {
  if (before.length + begun.length === 0) return { flows: [], begun: [], more: 0 };
  const workedOut = begun.length === 0 ? undefined : firewallOf(begun);
  const changes = closings(before, next, most, fault, workedOut);
  const names = [...before, next].flatMap(devicesOfFirewall);
  const isExact = changes.more === 0 && !names.some((name) => name.endsWith('*'));
  const closed = (['input', 'output'] as const).map((path) => ({ path, boxes: closedOf(changes, path) }));
  return {
    flows: closed.flatMap(({ path, boxes }) =>
      joinBoxes(boxes.map((box) => box.filter(isTold))).map((box) => endedFlows(box, path, changes.devices)),
    ),
    begun: isExact
      ? closed.flatMap(({ path, boxes }) => boxes.map((box) => begunOf(box, path, changes.devices)))
      : undefined,
    more: changes.more,
  };
}

function closedOf({ shown }: Changes, path: EndedFlows['path']): readonly Box[] {
  return shown
    .filter((one) => one.path === path && one.after.verdict !== 'accept' && begins(one.box))
    .map(({ box }) => box);
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

function endedFlows(box: Box, path: EndedFlows['path'], devices: Devices): EndedFlows {
  const indexes = setOf(box, path === 'input' ? 'inDevice' : 'outDevice');
  const family = setOf(box, 'family');
  const addresses = (kind: 'peer' | 'own'): Addresses | undefined => {
    const [v4, v6] = [setOf(box, `${kind}4`), setOf(box, `${kind}6`)];
    if (v4) return { family: 'ipv4', set: v4 };
    return v6 && { family: 'ipv6', set: v6 as IntervalSet<never> as IntervalSet<bigint> };
  };
  return {
    path,
    devices: indexes && namedDevices(indexes, devices),
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

/** Flows that were told by this alone. */
export function begunLike(flows: EndedFlows): BegunFlows {
  const { path, devices, family, protocols, sourcePorts, cells, peers, own } = flows;
  const at = family && families.indexOf(family);
  const sides: readonly (readonly [DimensionName, IntervalSet<Point> | undefined])[] = [
    ['family', at === undefined ? undefined : [at, at + 1]],
    ['protocol', protocols],
    [own?.family === 'ipv6' ? 'own6' : 'own4', own?.set],
    ['sourcePort', sourcePorts],
    ['cell', cells],
    [peers?.family === 'ipv6' ? 'peer6' : 'peer4', peers?.set],
  ];
  return {
    path,
    devices,
    sides: sides.flatMap(([name, set]) => (set ? [{ dimension: rankOf(name), set }] : [])),
  };
}
