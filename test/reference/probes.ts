import { familyOf } from './addresses.js';
import { baselineProbes } from './baseline-probes.js';
import { addressesAround, type Load, loadsAround, randomLoads, strangers } from './edges.js';
import { allowed } from './evaluate.js';
import { type Definition, type Direction, DUT, type ProbePacket, type Scenario } from './model.js';
import { Random } from './random.js';
import { flowOf, isSendable } from './sendable.js';
import { stateOfFirstPacket } from './tracking.js';

/** The share of a batch that tries the baseline's edges rather than the rules'. */
const BASELINE_SHARE = 0.12;

/** How many of the packets to keep that are dropped as invalid, whatever the rules say. */
const INVALID_SHARE = 0.25;

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
}

function sidesOf(definition: Definition): readonly Side[] {
  return Object.entries(definition.hosts[DUT]!.interfaces).flatMap(([device, { addresses }]) =>
    (['ingress', 'egress'] as const).map((direction) => ({ direction, device, addresses })),
  );
}

/** Also tries the rules of groups that the interface does not carry: they must not count. */
function ruleProbes(random: Random, definition: Definition, side: Side): readonly ProbePacket[] {
  const rules = Object.entries(definition.groups).flatMap(([group, body]) =>
    (body[side.direction] ?? []).map((rule) => ({ group, allow: rule.allow, peers: rule.from ?? rule.to! })),
  );
  const implied = { group: 'default', allow: 'all', peers: 'self' };
  return [implied, ...rules].flatMap(({ group, allow, peers }) => {
    const loads = [...loadsAround(random, definition, allow), random.pick(randomLoads(random))];
    return crossed(random, definition, side, loads, addressesAround(random, definition, group, peers));
  });
}

/** Every load with some addresses and every address with some loads: what is wrong is then often the one thing alone. */
function crossed(
  random: Random,
  definition: Definition,
  side: Side,
  loads: readonly Load[],
  peers: readonly string[],
): readonly ProbePacket[] {
  const pairs = [
    ...loads.flatMap((load) => random.some(suiting(load, peers), 3).map((peer) => [load, peer] as const)),
    ...peers.flatMap((peer) =>
      random.some(loads.filter(suits(peer)), 3).map((load) => [load, peer] as const),
    ),
  ];
  const packets = pairs.map(([load, peer]) => packetOf(random, side, load, peer));
  return packets
    .filter((packet) => packet !== undefined)
    .filter((packet) => isTelling(definition, packet) || random.chance(INVALID_SHARE));
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
