import { compile, type LibraryOptions, printDiagnostic } from '../../src/index.js';
import { allowed, explain } from '../reference/evaluate.js';
import { generate, toYaml } from '../reference/generate.js';
import { DUT, type ProbePacket, type Scenario } from '../reference/model.js';
import { probesFor } from '../reference/probes.js';
import { backends, type Loading } from './backends.js';
import { differences, type LabPlan, type Probe, type Run, runBatch } from './rig/index.js';

export interface Agreement {
  /** Packets tried, over all backends. */
  readonly packets: number;
  /** How many of them had to pass. */
  readonly allowed: number;
  /** Backends whose target cannot express the definition, and says so. */
  readonly refused: number;
  /**
   * Scripts of more rules than one netlink message of an unprivileged namespace takes: iptables-nft may raise that limit
   * only as the machine's own root.
   */
  readonly tooLarge: number;
  /** A line for each packet whose fate the reference did not foresee. */
  readonly differences: readonly string[];
}

/** For every second seed, runs of rules so short that almost every definition needs dispatch trees. */
function treeRun({ seed }: Scenario): Pick<LibraryOptions, 'treeRun'> {
  return seed % 2 === 0 ? { treeRun: 1 } : {};
}

/** A script for the backend, or nothing where the target says that it cannot express the definition exactly. */
async function runFor(
  backend: Loading,
  scenario: Scenario,
  probes: readonly Probe[],
): Promise<Run | undefined> {
  const { name, options, load, unload } = backend;
  const sources = [{ name: 'random.yaml', text: toYaml(scenario) }];
  const { value, diagnostics } = await compile(sources, { hosts: [DUT], ...treeRun(scenario), ...options });
  const errors = diagnostics.filter(
    ({ severity, code }) => severity === 'error' && code !== 'not-expressible',
  );
  if (errors.length > 0)
    throw new Error(`seed ${scenario.seed}: ${errors.map((one) => printDiagnostic(one)).join()}`);
  return value && { name, script: value[0]!.text, load, unload, probes };
}

/** Sends packets at a random definition's firewall through the kernel, `tried` in turn, and holds each against the definition's meaning. */
export async function agreementOn(
  seed: number,
  count: number,
  tried: readonly Loading[] = backends,
): Promise<Agreement> {
  const scenario = generate(seed);
  const packets = probesFor(scenario, seed, count);
  const probes = packets.map(toProbe);
  const runs: Run[] = [];
  for (const backend of tried) {
    const run = await runFor(backend, scenario, probes);
    if (run) runs.push(run);
  }
  const results = await runBatch(planOf(scenario), runs);
  const tooLarge = results.filter(({ load }) => load.exitCode !== 0 && /Message too long/.test(load.stderr));
  const verdicts = packets.map((packet) => allowed(scenario, packet));
  const found = runs.flatMap((run, i) =>
    tooLarge.includes(results[i]!)
      ? []
      : differences(run, results[i]!, ({ id }) => verdicts[id]!).map((line) => `seed ${seed}: ${line}`),
  );
  const wrong = found.flatMap((line) => [line, ...reasons(line, scenario, packets)]);
  const loaded = runs.length - tooLarge.length;
  return {
    packets: packets.length * loaded,
    allowed: verdicts.filter(Boolean).length * loaded,
    tooLarge: tooLarge.length,
    refused: tried.length - runs.length,
    differences: wrong,
  };
}

export function planOf({ definition }: Scenario): LabPlan {
  const { interfaces } = definition.hosts[DUT]!;
  return {
    interfaces: Object.entries(interfaces).map(([device, { addresses }]) => ({ device, addresses })),
  };
}

export function toProbe(packet: ProbePacket, id: number): Probe {
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
