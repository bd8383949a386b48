import { familyOf } from './addresses.js';
import { addressesAround, loadsAround, randomLoads } from './edges.js';
import { allowsLoad, groupsOf, isPeer } from './evaluate.js';
import {
  type Definition,
  type Direction,
  DUT,
  type Load,
  listOf,
  type OneOrMore,
  type ProbePacket,
} from './model.js';
import type { Random } from './random.js';
import { stateOfFirstPacket } from './tracking.js';

/** How many of the packets to keep that are dropped as invalid, whatever the rules say. */
const INVALID_SHARE = 0.25;

/** Packets to try for a rule of a group that the interface does not carry. */
const FOREIGN = 4;

/** One direction on one interface. */
export interface Side {
  readonly direction: Direction;
  readonly device: string;
  readonly addresses: readonly string[];
  readonly groups: readonly string[];
}

export function sidesOf(definition: Definition): readonly Side[] {
  return Object.entries(definition.hosts[DUT]!.interfaces).flatMap(([device, one]) =>
    (['ingress', 'egress'] as const).map((direction) => {
      return { direction, device, addresses: one.addresses, groups: groupsOf(one) };
    }),
  );
}

/** The rules of one direction, with those of groups that the interface does not carry: they must not count. */
export function ruleProbes(random: Random, definition: Definition, side: Side): readonly ProbePacket[] {
  const rules = Object.entries(definition.groups).flatMap(([group, body]) =>
    (body[side.direction] ?? []).map((rule) => ({ group, allow: rule.allow, peers: rule.from ?? rule.to! })),
  );
  return [...rules, ...impliedRules].flatMap((rule) => {
    const packets = pairsAround(random, definition, rule).map(([load, peer]) =>
      packetOf(random, side, load, peer),
    );
    const telling = packets
      .filter((packet) => packet !== undefined)
      .filter((packet) => isTelling(definition, packet) || random.chance(INVALID_SHARE));
    return side.groups.includes(rule.group) ? telling : random.some(telling, FOREIGN);
  });
}

interface PlacedRule {
  readonly group: string;
  readonly allow: OneOrMore;
  readonly peers: OneOrMore;
}

const impliedRules: readonly PlacedRule[] = [
  { group: 'default', allow: 'all', peers: 'self' },
  { group: 'default', allow: 'all', peers: 'anywhere' },
];

/** Every edge of one side of a rule with what matches its other side: what is beyond the edge is then the one thing wrong. */
function pairsAround(random: Random, definition: Definition, { group, allow, peers }: PlacedRule) {
  const loads = [...loadsAround(random, definition, allow), random.pick(randomLoads(random))];
  const addresses = addressesAround(random, definition, group, peers);
  const inLoads = loads.filter((load) => listOf(allow).some((one) => allowsLoad(definition, one, load)));
  const inAddresses = addresses.filter((address) =>
    listOf(peers).some((one) => isPeer(definition, group, one, address)),
  );
  return [
    ...loads.flatMap((load) =>
      random.some(suiting(load, inAddresses), 2).map((peer) => [load, peer] as const),
    ),
    ...addresses.flatMap((peer) =>
      random.some(inLoads.filter(suits(peer)), 2).map((load) => [load, peer] as const),
    ),
  ];
}

function isTelling(definition: Definition, packet: ProbePacket): boolean {
  return definition.hosts[DUT]!.invalid === 'ignore' || stateOfFirstPacket(packet) !== 'invalid';
}

const suits = (peer: string) => (load: Load) => load.family === familyOf(peer);
export const suiting = (load: Load, peers: readonly string[]) => peers.filter((peer) => suits(peer)(load));

/** Undefined where the interface has no address of the family, and so no packet can be meant for it. */
export function packetOf(random: Random, side: Side, load: Load, peer: string): ProbePacket | undefined {
  const own = side.addresses.filter((address) => familyOf(address) === load.family);
  if (own.length === 0) return undefined;
  const self = random.pick(own);
  const [source, destination] = side.direction === 'ingress' ? [peer, self] : [self, peer];
  return { direction: side.direction, device: side.device, ...load, source, destination };
}
