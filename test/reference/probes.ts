import { baselineProbes } from './baseline-probes.js';
import { strangers } from './edges.js';
import { allowed } from './evaluate.js';
import type { ProbePacket, Scenario } from './model.js';
import { Random } from './random.js';
import { packetOf, ruleProbes, type Side, sidesOf, suiting } from './rule-probes.js';
import { flowOf, isSendable } from './sendable.js';

/** The share of a batch that tries the baseline's edges rather than the rules'. */
const BASELINE_SHARE = 0.12;

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

function baselineProbesOf(random: Random, side: Side): readonly ProbePacket[] {
  return baselineProbes(side.direction)
    .map(({ peer, ...load }) => packetOf(random, side, load, peer ?? suiting(load, strangers(random))[0]!))
    .filter((packet) => packet !== undefined);
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
