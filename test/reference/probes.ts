import { familyOf } from './addresses.js';
import { baselineProbes } from './baseline-probes.js';
import { addressesAround, loadsAround, randomLoads, strangers } from './edges.js';
import { allowed, allowsLoad, groupsOf, isPeer } from './evaluate.js';
import {
  type Definition,
  type Direction,
  DUT,
  type Load,
  listOf,
  type OneOrMore,
  type ProbePacket,
  type Scenario,
} from './model.js';
import { Random } from './random.js';
import { flowOf, isSendable } from './sendable.js';
import { stateOfFirstPacket } from './tracking.js';

/** The share of a batch that tries the baseline's edges rather than the rules'. */
const BASELINE_SHARE = 0.12;

/** How many of the packets to keep that are dropped as invalid, whatever the rules say. */
const INVALID_SHARE = 0.25;

/** Packets to try for a rule of a group that the interface does not carry. */
const FOREIGN = 4;

/**
 * Packets at every edge of the definition's rules, in both directions and on each interface of the host under test; as
 * many expected to pass as expected to be refused, as far as the definition has both. No two are of one flow.
 */
export function probesFor(scenario: Scenario, seed: number, count: number): readonly ProbePacket[] {
  const random = new Random(seed);
  const { definition } = scenario;
  const sides = sidesOf(definition);
  const rules = balanced(
    random,
    scenario,
    sides.map((side) => ruleProbes(random, definition, side)),
    count,
  );
  const baseline = balanced(
    random,
    scenario,
    sides.map((side) => baselineProbesOf(random, side)),
    count,
  );
  const batch = new Map<string, ProbePacket>();
  fill(batch, baseline, Math.round(count * BASELINE_SHARE));
  fill(batch, rules, count);
  fill(batch, baseline, count);
  return random.shuffle([...batch.values()]);
}

/** One direction on one interface. */
interface Side {
  readonly direction: Direction;
  readonly device: string;
  readonly addresses: readonly string[];
  readonly groups: readonly string[];
}

function sidesOf(definition: Definition): readonly Side[] {
  return Object.entries(definition.hosts[DUT]!.interfaces).flatMap(([device, one]) =>
    (['ingress', 'egress'] as const).map((direction) => {
      return { direction, device, addresses: one.addresses, groups: groupsOf(one) };
    }),
  );
}

/** The rules of one direction, with those of groups that the interface does not carry: they must not count. */
function ruleProbes(random: Random, definition: Definition, side: Side): readonly ProbePacket[] {
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
const suiting = (load: Load, peers: readonly string[]) => peers.filter((peer) => suits(peer)(load));

function baselineProbesOf(random: Random, side: Side): readonly ProbePacket[] {
  return baselineProbes(side.direction)
    .map(({ peer, ...load }) => packetOf(random, side, load, peer ?? suiting(load, strangers(random))[0]!))
    .filter((packet) => packet !== undefined);
}

/** Undefined where the interface has no address of the family, and so no packet can be meant for it. */
function packetOf(random: Random, side: Side, load: Load, peer: string): ProbePacket | undefined {
  const own = side.addresses.filter((address) => familyOf(address) === load.family);
  if (own.length === 0) return undefined;
  const self = random.pick(own);
  const [source, destination] = side.direction === 'ingress' ? [peer, self] : [self, peer];
  return { direction: side.direction, device: side.device, ...load, source, destination };
}

/** So many of each side, as far as there are; then in turn one that passes and one that does not, and each side in turn. */
function balanced(
  random: Random,
  scenario: Scenario,
  sides: readonly (readonly ProbePacket[])[],
  count: number,
): readonly ProbePacket[] {
  const some = sides.map((packets) =>
    random.some(packets, count * 4).filter((packet) => isSendable(scenario.definition, packet)),
  );
  const verdicts = [true, false].map((verdict) =>
    inTurn(some.map((packets) => packets.filter((packet) => allowed(scenario, packet) === verdict))),
  );
  return inTurn(verdicts);
}

function inTurn<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }).flatMap((_, at) => lists.flatMap((list) => list.slice(at, at + 1)));
}

function fill(batch: Map<string, ProbePacket>, packets: readonly ProbePacket[], size: number): void {
  for (const packet of packets) {
    if (batch.size >= size) return;
    const flow = flowOf(packet);
    if (!batch.has(flow)) batch.set(flow, packet);
  }
}
