import { allowed, explain } from '../reference/evaluate.js';
import { generate, toYaml } from '../reference/generate.js';
import { DUT, type ProbePacket, type Scenario } from '../reference/model.js';
import { probesFor } from '../reference/probes.js';
import { compileText } from '../support/compile.js';
import { type Backend, backends } from './backends.js';
import { differences, type LabPlan, type Probe, type Run, runBatch } from './lab/index.js';

export interface Agreement {
  /** Packets tried, over all backends. */
  readonly packets: number;
  /** How many of them had to pass. */
  readonly allowed: number;
  /** A line for each packet whose fate the reference did not foresee. */
  readonly differences: readonly string[];
}

/** Sends packets at a random definition's firewall through the kernel, and holds each against the definition's meaning. */
export async function agreementOn(seed: number, count: number): Promise<Agreement> {
  const scenario = generate(seed);
  const packets = probesFor(scenario, seed, count);
  const probes = packets.map(toProbe);
  const runs: Run[] = [];
  for (const backend of backends) runs.push(await runFor(backend, scenario, probes));
  const results = await runBatch(planOf(scenario), runs);
  const verdicts = packets.map((packet) => allowed(scenario, packet));
  const found = runs.flatMap((run, i) =>
    differences(run, results[i]!, ({ id }) => verdicts[id]!).map((line) => `seed ${seed}: ${line}`),
  );
  const wrong = found.flatMap((line) => [line, ...reasons(line, scenario, packets)]);
  return {
    packets: packets.length * runs.length,
    allowed: verdicts.filter(Boolean).length * runs.length,
    differences: wrong,
  };
}

async function runFor(
  { name, options, load, unload }: Backend,
  scenario: Scenario,
  probes: readonly Probe[],
): Promise<Run> {
  const { text } = await compileText(toYaml(scenario), options);
  return { name, script: text, load, unload, probes };
}

function planOf({ definition }: Scenario): LabPlan {
  const { interfaces } = definition.hosts[DUT]!;
  return {
    interfaces: Object.entries(interfaces).map(([device, { addresses }]) => ({ device, addresses })),
  };
}

function toProbe(packet: ProbePacket, id: number): Probe {
  const { direction, device, family, protocol, source, destination } = packet;
  return {
    ...{ id, direction, device, family, protocol, source, destination },
    ...(packet.sourcePort !== undefined && { sourcePort: packet.sourcePort }),
    ...(packet.destinationPort !== undefined && { port: packet.destinationPort }),
    ...(packet.icmpType !== undefined && { type: packet.icmpType, code: packet.icmpCode ?? 0 }),
    ...(packet.hopLimit !== undefined && { hopLimit: packet.hopLimit }),
  };
}

/** Why the reference wants what it wants, for a line that names a probe. */
function reasons(line: string, scenario: Scenario, packets: readonly ProbePacket[]): readonly string[] {
  const id = /#(\d+) /.exec(line)?.[1];
  return id === undefined ? [] : [`    ${explain(scenario, packets[Number(id)]!)}`];
}
