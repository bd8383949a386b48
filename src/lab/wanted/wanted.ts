import type { Policy } from '../../policy/model.js';
import type { Devices } from '../../proof/devices.js';
import { type Reason, Reasons } from '../../proof/why.js';
import type { Endpoint, Fate, Probe, Wanted } from '../model.js';
import { exchangeOf, type Message } from './messages.js';
import { devicesOf, packetOf } from './packet.js';

/** A host's hook that a message must pass, and what becomes of the probe if it does not. */
interface Step {
  readonly path: 'input' | 'output';
  readonly at: Endpoint;
  readonly other: Endpoint;
  readonly message: Message;
  readonly refused: Fate;
  /** Such as "out of". */
  readonly words: string;
}

interface Asked {
  readonly policy: Policy;
  readonly reasons: Reasons;
  /** Those that its packets tell apart. */
  readonly devices: Devices;
}

/** By id. */
type Hosts = ReadonlyMap<string, Asked>;

/**
 * What the definition wants to happen to a probe: its hosts' rules are asked one by one, for the first packet and then for the
 * answer, and the first refusal decides. Nothing is shared with how rules are merged and scripts are made.
 */
export function wantedBy(policies: ReadonlyMap<string, Policy>): (probe: Probe) => Wanted {
  const hosts = new Map(
    Array.from(policies, ([id, policy]) => [
      id,
      { policy, reasons: new Reasons(policy), devices: devicesOf(policy) },
    ]),
  );
  return (probe) => wantedOf(probe, hosts);
}

function wantedOf(probe: Probe, hosts: Hosts): Wanted {
  if (probe.traffic.kind === 'forward') return passedOn(hostOf(hosts, probe.to.host!).policy);
  const { question, answer } = exchangeOf(probe);
  const asked = walk(probe, hosts, questionSteps(probe, question));
  if (asked.refusal) return asked.refusal;
  const because = asked.passed.join('; ');
  if (!answer) return { fate: 'unanswered', because: `${because}; nothing answers it` };
  return walk(probe, hosts, answerSteps(probe, answer)).refusal ?? { fate: 'answered', because };
}

function passedOn({ host, settings }: Policy): Wanted {
  if (settings.forward === 'drop')
    return { fate: 'not-let-in', because: `through '${host.name}': it forwards nothing` };
  return { fate: 'unanswered', because: `through '${host.name}': it ignores its forward hook` };
}

function questionSteps({ from, to }: Probe, message: Message): readonly Step[] {
  return [
    { path: 'output', at: from, other: to, message, refused: 'not-let-out', words: 'out of' },
    { path: 'input', at: to, other: from, message, refused: 'not-let-in', words: 'into' },
  ];
}

function answerSteps({ from, to }: Probe, message: Message): readonly Step[] {
  return [
    { path: 'output', at: to, other: from, message, refused: 'unanswered', words: 'the answer out of' },
    { path: 'input', at: from, other: to, message, refused: 'unanswered', words: 'the answer into' },
  ];
}

interface Walk {
  /** Why each host lets it pass, as far as it comes. */
  readonly passed: readonly string[];
  readonly refusal?: Wanted;
}

function walk(probe: Probe, hosts: Hosts, steps: readonly Step[]): Walk {
  const passed: string[] = [];
  for (const step of steps) {
    // Nothing filters the outside world.
    if (step.at.host === undefined) continue;
    const asked = hostOf(hosts, step.at.host);
    const { verdict, because } = ask(probe, asked, step);
    const words = `${step.words} '${asked.policy.host.name}': ${because}`;
    if (verdict !== 'accept') return { passed, refusal: { fate: step.refused, because: words } };
    passed.push(words);
  }
  return { passed };
}

function ask(
  { family }: Probe,
  { policy, reasons, devices }: Asked,
  { path, at, other, message }: Step,
): Reason {
  if (at.interface === undefined) throw new Error(`${at.address} of host '${at.host}' has no interface`);
  const { interface: id, address: own } = at;
  const passage = { path, policy, devices, interface: id, family, message, own, peer: other.address };
  return reasons.of(packetOf(passage));
}

function hostOf(hosts: Hosts, id: string): Asked {
  const host = hosts.get(id);
  if (!host) throw new Error(`host '${id}' has no policy`);
  return host;
}
