import { expect, test } from 'vitest';
import { compare, type Witnessed } from '../../src/proof/compare.js';
import { Diagrams } from '../../src/proof/diagram/diagrams.js';
import type { Firewall } from '../../src/proof/firewall.js';
import { devicesNamedBy } from '../../src/proof/named-devices.js';
import { readNftables } from '../../src/proof/nftables/script.js';
import { deviceOf, familyOf, fieldOf, type Packet } from '../../src/proof/packet.js';
import { trace } from '../../src/proof/trace.js';
import { formatAddress } from '../reference/addresses.js';
import { allowed } from '../reference/evaluate.js';
import { generate, toYaml } from '../reference/generate.js';
import { DUT, type ProbePacket, type Scenario } from '../reference/model.js';
import { probesFor } from '../reference/probes.js';
import { Random } from '../reference/random.js';
import { stateOfFirstPacket } from '../reference/tracking.js';
import { mutations } from './mutations.js';
import { packetOfProbe, type Subject, subjectOf } from './support.js';

const SEEDS = 20;
const PROBES = 40;

type Result = 'witness' | 'not read' | 'same meaning';

/** Refused or not; throws where it is refused for nothing, or let through while a packet shows the difference. */
function judge(mutant: Subject, scenario: Scenario): Result {
  let faults = 0;
  const firewall = readNftables(mutant.script, () => faults++);
  if (faults > 0) return 'not read';
  const found = compare(
    new Diagrams(),
    devicesNamedBy(mutant.policy, firewall),
    mutant.policy,
    firewall,
    20,
    () => faults++,
  );
  if (faults > 0) return 'not read';
  if (found.length === 0) {
    expectSame(firewall, scenario);
    return 'same meaning';
  }
  for (const { shown } of found) for (const one of shown) expectTrue(one, firewall, scenario);
  return 'witness';
}

function expectSame(firewall: Firewall, scenario: Scenario): void {
  for (const probe of probesFor(scenario, scenario.seed, PROBES)) {
    const expected = allowed(scenario, probe) ? 'accept' : 'drop';
    expect([probe, trace(firewall, packetOfProbe(probe)).verdict]).toEqual([probe, expected]);
  }
}

/** The script does something else with the witness than the reference evaluator says, where it can say anything. */
function expectTrue({ packet }: Witnessed, firewall: Firewall, scenario: Scenario): void {
  const probe = probeOf(packet);
  if (!probe) return;
  const expected = allowed(scenario, probe) ? 'accept' : 'drop';
  expect([probe, trace(firewall, packet).verdict]).not.toEqual([probe, expected]);
}

/** The reference evaluator knows the first packets of flows, in and out, of plain IPv6 headers. */
function probeOf(packet: Packet): ProbePacket | undefined {
  const field = (name: Parameters<typeof fieldOf>[1]) => Number(fieldOf(packet, name));
  if (packet.path === 'forward') return undefined;
  const family = familyOf(packet);
  const protocol = field('protocol');
  if (family === 'ipv6' && field('nextHeader') !== protocol) return undefined;
  const address = (side: 'source' | 'destination') =>
    formatAddress({ family, value: BigInt(fieldOf(packet, `${side}${family === 'ipv4' ? 4 : 6}`)) });
  const cell = field('cell');
  const probe: ProbePacket = {
    direction: packet.path === 'input' ? 'ingress' : 'egress',
    device: deviceOf(packet, packet.path === 'input' ? 'inDevice' : 'outDevice'),
    family,
    protocol,
    source: address('source'),
    destination: address('destination'),
    hopLimit: field('hopLimit'),
    ...([6, 17].includes(protocol) && { sourcePort: field('sourcePort'), destinationPort: cell }),
    ...([1, 58].includes(protocol) && { icmpType: Math.floor(cell / 256), icmpCode: cell % 256 }),
  };
  return ['new', 'established', 'related', 'invalid', 'untracked'][field('state')] ===
    stateOfFirstPacket(probe)
    ? probe
    : undefined;
}

/** What never changes the meaning of the scripts that are written today, and why. */
const changesNothing = {
  'jump for goto': 'chains of protocols and ports are called by the last rule of their chain',
} as const;

test('every mutant of random definitions is refused with a true witness, or means the same', async () => {
  const results = new Map<string, Record<Result, number>>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const scenario = generate(seed);
    const subject = await subjectOf(toYaml(scenario), DUT);
    if (!subject) continue;
    for (const [name, mutate] of Object.entries(mutations)) {
      const script = mutate(subject.script, new Random(seed));
      if (script === undefined || script === subject.script) continue;
      const counts = results.get(name) ?? { witness: 0, 'not read': 0, 'same meaning': 0 };
      results.set(name, counts);
      counts[judge({ ...subject, script }, scenario)]++;
    }
  }
  if (process.env.SECGROUP_TABLE) console.table(Object.fromEntries(results));
  const harmless = [...results].filter(([, counts]) => counts.witness + counts['not read'] === 0);
  expect(harmless.map(([name]) => name)).toEqual(Object.keys(changesNothing));
  expect(results.size).toBeGreaterThan(30);
}, 120_000);
