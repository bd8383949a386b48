import { parseAddress } from '../../src/address/parse.js';
import { backendOf } from '../../src/backend/registry.js';
import type { Policy } from '../../src/policy/model.js';
import { compare } from '../../src/proof/compare.js';
import { Diagrams } from '../../src/proof/diagram/diagrams.js';
import { rankOf } from '../../src/proof/dimensions.js';
import { destinationTypes, type Firewall } from '../../src/proof/firewall.js';
import { devicesNamedBy } from '../../src/proof/named-devices.js';
import { familyOf, fieldOf, type Packet } from '../../src/proof/packet.js';
import { trace } from '../../src/proof/trace.js';
import { mutations as ofIptables } from '../proof/iptables/mutations.js';
import { probeOf } from '../proof/judge.js';
import { mutations as ofNftables } from '../proof/mutations.js';
import type { Subject } from '../proof/support.js';
import type { ProbePacket } from '../reference/model.js';
import type { Random } from '../reference/random.js';
import { toProbe } from './agreement.js';
import type { Loading } from './backends.js';
import {
  describeProbe,
  type LabPlan,
  ownAddress,
  type Probe,
  probeable,
  type Run,
  runBatch,
} from './rig/index.js';

/** One packet for which a damaged script does something else than the whole one. */
interface Witness {
  readonly mutation: string;
  readonly packet: ProbePacket;
  readonly probe: Probe;
  /** Whether the damaged script lets it through, as the proof says; the whole one then does not. */
  readonly passes: boolean;
}

interface Mutant {
  readonly mutation: string;
  readonly script: string;
  readonly witnesses: readonly Witness[];
}

export interface Confirmed {
  /** Witnesses that the kernel let through and dropped, where the whole script did the other. */
  readonly accepted: number;
  readonly dropped: number;
  /** Kinds of damage that they show. */
  readonly mutations: ReadonlySet<string>;
  /** A line for each witness that the kernel does not confirm. */
  readonly wrong: readonly string[];
}

/** What the definition means for a packet, where somebody else than the proof can say. */
export type Meant = (packet: ProbePacket) => boolean;

/** Damages a script in `count` ways, and sends the witnesses at the damaged scripts and at the whole one. */
export async function confirmWitnesses(
  backend: Loading,
  subject: Subject,
  plan: LabPlan,
  random: Random,
  count: number,
  meant?: Meant,
): Promise<Confirmed> {
  const mutants = mutantsOf(backend, subject, plan, random, count);
  const { name, load } = backend;
  const all = mutants.flatMap(({ witnesses }) => witnesses);
  const run = (what: string, script: string, witnesses: readonly Witness[]): Run => ({
    // Each script replaces the one before; what it leaves of that, the proof calls unknown.
    ...{ name: `${name}, ${what}`, script, load },
    probes: withoutTwins(witnesses).map(({ probe }) => probe),
  });
  const [whole, ...damaged] = await runBatch(plan, [
    run('whole', subject.script, all),
    ...mutants.map(({ mutation, script, witnesses }) => run(mutation, script, witnesses)),
  ]);
  const confirmed = { accepted: 0, dropped: 0, mutations: new Set<string>(), wrong: [] as string[] };
  // Some scripts are too large for one message of an unprivileged namespace, and some damaged ones do not load.
  if (whole!.load.exitCode !== 0) return confirmed;
  const inWhole = new Map(withoutTwins(all).map((one) => [flowOf(one), whole!.arrived.has(one.probe.id)]));
  mutants.forEach(({ mutation, witnesses }, at) => {
    const { load, arrived } = damaged[at]!;
    if (load.exitCode !== 0) return;
    for (const one of withoutTwins(witnesses)) {
      const facts = {
        damaged: arrived.has(one.probe.id),
        whole: inWhole.get(flowOf(one)),
        meant: meant?.(one.packet) ?? !one.passes,
      };
      confirmed.mutations.add(mutation);
      confirmed[one.passes ? 'accepted' : 'dropped']++;
      if (facts.damaged !== one.passes || facts.whole === one.passes || facts.meant === one.passes)
        confirmed.wrong.push(
          `${name}, ${mutation}: ${JSON.stringify({ proof: one.passes, ...facts })}: ${describeProbe(one.probe)}`,
        );
    }
  });
  return confirmed;
}

function mutantsOf(
  { options }: Loading,
  subject: Subject,
  plan: LabPlan,
  random: Random,
  count: number,
): readonly Mutant[] {
  const mutations = options.target === 'nftables' ? ofNftables : ofIptables;
  const whole = read(subject, subject.script);
  if (!whole) throw new Error('the whole script is not understood');
  let id = 0;
  const mutants: Mutant[] = [];
  for (const [mutation, mutate] of random.some(Object.entries(mutations), Object.keys(mutations).length)) {
    if (mutants.length === count) break;
    const script = mutate(subject.script, random);
    const firewall = script === undefined ? undefined : read(subject, script);
    if (!firewall) continue;
    const witnesses = packetsThatDiffer(subject.policy, firewall).flatMap((packet): readonly Witness[] => {
      const there = atHome(packet, plan);
      const found = there && probeOf(there);
      if (!found || !isSyn(there)) return [];
      const verdicts = [trace(firewall, there).verdict, trace(whole, there).verdict];
      const probe = toProbe(found, ++id);
      const peer = found.direction === 'ingress' ? found.source : found.destination;
      if (!isDifferent(verdicts) || !probeable(plan, probe) || ownAddress(plan, peer)) return [];
      return [{ mutation, packet: found, probe, passes: verdicts[0] === 'accept' }];
    });
    if (witnesses.length > 0) mutants.push({ mutation, script: script!, witnesses });
  }
  return mutants;
}

/** Undefined where the reader does not understand the script, which is refused then without a witness. */
function read({ target = 'nftables' }: Subject, script: string): Firewall | undefined {
  let faults = 0;
  const firewall = backendOf(target).read(script, () => faults++);
  return faults === 0 ? firewall : undefined;
}

function packetsThatDiffer(policy: Policy, firewall: Firewall): readonly Packet[] {
  let faults = 0;
  const devices = devicesNamedBy(policy, firewall);
  const found = compare(new Diagrams(), devices, policy, firewall, 6, () => faults++);
  return faults > 0 ? [] : found.flatMap(({ shown }) => shown.map(({ packet }) => packet));
}

const isDifferent = (verdicts: readonly string[]) => verdicts.includes('accept') && verdicts.includes('drop');

/** The laboratory makes no other first packets of TCP. */
const isSyn = (packet: Packet) => fieldOf(packet, 'protocol') !== 6 || fieldOf(packet, 'tcpFlags') === 2;

/** The packet with an address that the host has in the laboratory as its own; none on a device that is not there. */
function atHome(packet: Packet, plan: LabPlan): Packet | undefined {
  if (packet.path === 'forward') return undefined;
  const index = Number(fieldOf(packet, packet.path === 'input' ? 'inDevice' : 'outDevice'));
  const one = plan.interfaces.find(({ device }) => device === packet.devices.names[index]);
  const family = familyOf(packet);
  const address = one?.addresses
    .map(parseAddress)
    .find((parsed) => parsed.ok && parsed.range.family === family);
  const type = destinationTypes.indexOf('local');
  if (!address?.ok || (packet.path === 'input' && fieldOf(packet, 'destinationType') !== type))
    return undefined;
  const values = new Map(packet.values).set(rankOf(family === 'ipv4' ? 'own4' : 'own6'), address.range.start);
  return { ...packet, values };
}

/** Of packets that connection tracking would take for one flow, the first. */
function withoutTwins(witnesses: readonly Witness[]): readonly Witness[] {
  return [...new Map([...witnesses].reverse().map((one) => [flowOf(one), one])).values()];
}

function flowOf({ probe }: Witness): string {
  const { direction, protocol, source, destination, sourcePort, port, type, code } = probe;
  return [direction, protocol, source, destination, sourcePort, port, type, code].join();
}

/** A plan for the devices that a policy names, where nobody says what addresses they have. */
export function planFor({ interfaces }: Policy): LabPlan {
  const devices = interfaces.flatMap(({ match }) => (match.kind === 'device' ? [match.device] : []));
  return {
    interfaces: devices.map((device, n) => ({
      device,
      addresses: [`198.18.${n}.10`, `2001:db8:ffff:${n}::10`],
    })),
  };
}
