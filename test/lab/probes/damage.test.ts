import { expect, test } from 'vitest';
import { backendOf } from '../../../src/backend/registry.js';
import type { Probe } from '../../../src/lab/model.js';
import { deriveProbes, type ProbedHost } from '../../../src/lab/probes/derive.js';
import { exchangeOf, type Message } from '../../../src/lab/wanted/messages.js';
import { devicesOf, packetOf } from '../../../src/lab/wanted/packet.js';
import { compare } from '../../../src/proof/compare.js';
import { Diagrams } from '../../../src/proof/diagram/diagrams.js';
import { rankOf } from '../../../src/proof/dimensions.js';
import type { Firewall } from '../../../src/proof/firewall.js';
import { devicesNamedBy } from '../../../src/proof/named-devices.js';
import type { Packet } from '../../../src/proof/packet.js';
import { trace } from '../../../src/proof/trace.js';
import { mutations } from '../../proof/mutations.js';
import { subjectOf } from '../../proof/support.js';
import { generate, toYaml } from '../../reference/generate.js';
import { DUT } from '../../reference/model.js';
import { Random } from '../../reference/random.js';
import { sample } from '../../support/sample.js';
import { probedHosts } from '../probed.js';

/** With `SECGROUP_TABLE`, what became of the mutants is printed. */
/** Random definitions that are damaged. */
const SEEDS = sample(4, 200);

/** What so many probes do not notice either is not for probes to notice, such as damage to what only neighbours on a link send. */
const BATTERY = 4000;

interface Tally {
  different: number;
  caught: number;
  readonly missed: string[];
}

test('damage that many thousand probes notice is noticed by those that are tried', async () => {
  const tallies = new Map<string, Tally>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const text = toYaml(generate(seed));
    const subject = await subjectOf(text, DUT);
    if (!subject) continue;
    const hosts = (await probedHosts(text)).filter(({ host }) => host.id === DUT);
    const dut = hosts[0]!;
    const packets = deriveProbes(hosts, { count: undefined, seed }).map((probe) => packetsOf(dut, probe));
    const battery = deriveProbes(hosts, { count: BATTERY, seed }).map((probe) => packetsOf(dut, probe));
    const whole = read(subject.script)!;
    for (const [name, mutate] of Object.entries(mutations)) {
      const script = mutate(subject.script, new Random(seed));
      const damaged = script === undefined || script === subject.script ? undefined : read(script);
      if (!damaged || !isDifferent(dut, damaged)) continue;
      const shows = (one: readonly Packet[]) => fate(whole, one) !== fate(damaged, one);
      const isCaught = packets.some(shows);
      if (!isCaught && !battery.some(shows)) continue;
      const tally = tallies.get(name) ?? { different: 0, caught: 0, missed: [] };
      tallies.set(name, tally);
      tally.different++;
      if (isCaught) tally.caught++;
      else tally.missed.push(`${seed}`);
    }
  }
  if (process.env.SECGROUP_TABLE)
    for (const [name, { different, caught, missed }] of tallies)
      console.info(`${name}: ${caught} of ${different}; missed ${missed.join(' ')}`);
  const all = [...tallies.values()];
  const sum = (of: (tally: Tally) => number) => all.map(of).reduce((a, b) => a + b, 0);
  if (process.env.SECGROUP_TABLE)
    console.info(`${sum(({ caught }) => caught)} of ${sum(({ different }) => different)}`);
  expect(sum(({ caught }) => caught) / sum(({ different }) => different)).toBeGreaterThan(0.97);
});

function read(script: string): Firewall | undefined {
  let faults = 0;
  const firewall = backendOf('nftables').read(script, () => faults++);
  return faults === 0 ? firewall : undefined;
}

function isDifferent({ policy }: ProbedHost, firewall: Firewall): boolean {
  let faults = 0;
  const fault = () => faults++;
  const found = compare(new Diagrams(), devicesNamedBy(policy, firewall), policy, firewall, 1, fault);
  // A chain that calls itself is one that no kernel loads.
  return faults === 0 && found.some(({ path, shown }) => path !== 'forward' && shown.length > 0);
}

/** What the host sees of a probe: the first packet and the answer. */
function packetsOf({ policy }: ProbedHost, { from, to, family, traffic, ...rest }: Probe): readonly Packet[] {
  const { question, answer } = exchangeOf({ from, to, family, traffic, ...rest });
  const inwards = to.host === DUT;
  const [self, other] = inwards ? [to, from] : [from, to];
  const passing = (message: Message, isIn: boolean): Packet => {
    const path = isIn ? 'input' : 'output';
    const ends = { own: self.address, peer: other.address };
    const packet = packetOf({
      path,
      policy,
      devices: devicesOf(policy),
      interface: self.interface!,
      family,
      message,
      ...ends,
    });
    const flags = traffic.kind === 'invalid' ? 3 : message.state === 'new' ? 2 : 18;
    return { ...packet, values: new Map([...packet.values, [rankOf('tcpFlags'), flags]]) };
  };
  return [passing(question, inwards), ...(answer ? [passing(answer, !inwards)] : [])];
}

/** How many of the packets pass before one is dropped. */
function fate(firewall: Firewall, packets: readonly Packet[]): number {
  const stopped = packets.findIndex((packet) => trace(firewall, packet).verdict !== 'accept');
  return stopped < 0 ? packets.length : stopped;
}
