import { expect } from 'vitest';
import { backendOf } from '../../src/backend/registry.js';
import { compare, type Witnessed } from '../../src/proof/compare.js';
import { Diagrams } from '../../src/proof/diagram/diagrams.js';
import type { Firewall } from '../../src/proof/firewall.js';
import { devicesNamedBy } from '../../src/proof/named-devices.js';
import { deviceOf, familyOf, fieldOf, type Packet } from '../../src/proof/packet.js';
import { type Trace, trace } from '../../src/proof/trace.js';
import { formatAddress } from '../reference/addresses.js';
import { fateOf } from '../reference/evaluate.js';
import type { ProbePacket, Scenario } from '../reference/model.js';
import { probesFor } from '../reference/probes.js';
import { Random } from '../reference/random.js';
import { stateOfFirstPacket } from '../reference/tracking.js';
import { packetsNear } from './packets.js';
import { packetOfProbe, type Subject } from './support.js';

const PROBES = 40;

export type Result = 'witness' | 'not read' | 'same meaning';

/**
 * Refused or not; throws where it is refused for nothing, or let through while a packet shows the difference. The reference
 * evaluator is asked, or, where its form of the definition is not at hand, the script that is not damaged.
 */
export function judge(mutant: Subject, scenario: Scenario | Subject): Result {
  let faults = 0;
  const firewall = backendOf(mutant.target ?? 'nftables').read(mutant.script, () => faults++);
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
    if ('definition' in scenario) expectSame(firewall, scenario);
    else expectAlike(firewall, mutant, scenario);
    return 'same meaning';
  }
  for (const { shown, answers } of found) {
    for (const one of shown) {
      const { verdict } = trace(firewall, one.packet, answers);
      if ('definition' in scenario) expectTrue(one, verdict, scenario);
      else expect(verdict).not.toBe(trace(wholeOf(scenario), one.packet).verdict);
    }
  }
  return 'witness';
}

function expectSame(firewall: Firewall, scenario: Scenario): void {
  for (const probe of probesFor(scenario, scenario.seed, PROBES)) {
    const expected = fateOf(scenario, probe);
    expect([probe, trace(firewall, packetOfProbe(probe)).verdict]).toEqual([probe, expected]);
  }
}

function expectAlike(firewall: Firewall, { script }: Subject, whole: Subject): void {
  const undamaged = wholeOf(whole);
  for (const packet of packetsNear(whole.script, new Random(script.length), PROBES))
    expect([packet, trace(firewall, packet).verdict]).toEqual([packet, trace(undamaged, packet).verdict]);
}

const wholes = new WeakMap<Subject, Firewall>();

function wholeOf(subject: Subject): Firewall {
  const known = wholes.get(subject);
  if (known) return known;
  const read = backendOf(subject.target ?? 'nftables').read(subject.script, (_, problem) => {
    throw new Error(problem);
  });
  wholes.set(subject, read);
  return read;
}

/** The script does something else with the witness than the reference evaluator says, where it can say anything. */
function expectTrue({ packet }: Witnessed, verdict: Trace['verdict'], scenario: Scenario): void {
  const probe = probeOf(packet);
  if (probe) expect([probe, verdict]).not.toEqual([probe, fateOf(scenario, probe)]);
}

/** The reference evaluator knows the first packets of flows, in and out, of plain IPv6 headers. */
export function probeOf(packet: Packet): ProbePacket | undefined {
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
