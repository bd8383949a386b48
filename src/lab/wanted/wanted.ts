import type { Policy } from '../../policy/model.js';
import { type Reason, why } from '../../proof/why.js';
import type { Endpoint, Fate, Probe, Wanted } from '../model.js';
import { exchangeOf, type Message } from './messages.js';
import { packetOf } from './packet.js';

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

/**
 * What the definition wants to happen to a probe: its hosts' rules are asked one by one, for the first packet and then for the
 * answer, and the first refusal decides. Nothing is shared with how rules are merged and scripts are made.
 */
export function wantedOf(probe: Probe, policies: ReadonlyMap<string, Policy>): Wanted {
  if (probe.traffic.kind === 'forward') return passedOn(policyOf(policies, probe.to.host!));
  const { question, answer } = exchangeOf(probe);
  const asked = walk(probe, policies, questionSteps(probe, question));
  if (asked.refusal) return asked.refusal;
  const because = asked.passed.join('; ');
  if (!answer) return { fate: 'unanswered', because: `${because}; nothing answers it` };
  return walk(probe, policies, answerSteps(probe, answer)).refusal ?? { fate: 'answered', because };
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

function walk(probe: Probe, policies: ReadonlyMap<string, Policy>, steps: readonly Step[]): Walk {
  const passed: string[] = [];
  for (const step of steps) {
    // Nothing filters the outside world.
    if (step.at.host === undefined) continue;
    const policy = policyOf(policies, step.at.host);
    const { verdict, because } = ask(probe, policy, step);
    const words = `${step.words} '${policy.host.name}': ${because}`;
    if (verdict === 'drop') return { passed, refusal: { fate: step.refused, because: words } };
    passed.push(words);
  }
  return { passed };
}

function ask({ family }: Probe, policy: Policy, { path, at, other, message }: Step): Reason {
  if (at.interface === undefined) throw new Error(`${at.address} of host '${at.host}' has no interface`);
  const { interface: id, address: own } = at;
  return why(policy, packetOf({ path, policy, interface: id, family, message, own, peer: other.address }));
}

function policyOf(policies: ReadonlyMap<string, Policy>, host: string): Policy {
  const policy = policies.get(host);
  if (!policy) throw new Error(`host '${host}' has no policy`);
  return policy;
}
