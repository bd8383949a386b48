import { matchesDevice, NO_DEVICE } from './devices.js';
import { hooksOf } from './dimensions.js';
import type {
  Answers,
  BaseChain,
  Chain,
  Condition,
  Fate,
  FieldValues,
  Firewall,
  Hook,
  Rule,
  Tuple,
  Verdict,
} from './firewall.js';
import { isAnswer } from './firewall.js';
import { deviceOf, familyOf, fieldOf, type Packet } from './packet.js';
import { hasDevice } from './sides.js';
import { holds } from './values.js';

/** What a firewall does with one packet, found out by walking its rules one by one. */
export interface Trace {
  readonly verdict: Fate | 'unknown';
  /** The rule, entry or policy that decides; absent where no chain sees the packet. */
  readonly line?: number;
  /** The chain in which it stands. */
  readonly chain?: string;
}

type Step = Trace | 'next' | 'back';

/** No packet of a script that was read goes through more rules than this. */
const MOST_STEPS = 10_000_000;

export function trace(firewall: Firewall, packet: Packet, answers: Answers = 'given'): Trace {
  const tracer = new Tracer(firewall, packet, answers);
  let last: Trace = { verdict: 'accept' };
  for (const hook of hooksOf[packet.path]) {
    const bases = firewall.bases
      .filter((base) => base.hook === hook && base.families.includes(familyOf(packet)))
      .sort((a, b) => a.priority - b.priority);
    for (const base of bases) {
      last = tracer.base(base);
      if (last.verdict !== 'accept') return last;
    }
  }
  return last;
}

class Tracer {
  readonly #firewall: Firewall;
  readonly #packet: Packet;
  readonly #answers: Answers;
  #hook: Hook = 'input';
  #steps = 0;

  constructor(firewall: Firewall, packet: Packet, answers: Answers) {
    this.#firewall = firewall;
    this.#packet = packet;
    this.#answers = answers;
  }

  base({ hook, chain, policy, line }: BaseChain): Trace {
    this.#hook = hook;
    const step = this.#chain(chain);
    return step === 'next' || step === 'back' ? { verdict: policy, line, chain: chain.name } : step;
  }

  #chain(chain: Chain): Step {
    for (const rule of chain.rules) {
      if (++this.#steps > MOST_STEPS) return { verdict: 'unknown', line: rule.line, chain: chain.name };
      const step = this.#rule(rule, chain);
      if (step !== 'next') return step;
    }
    return 'next';
  }

  #rule({ conditions, action, line }: Rule, chain: Chain): Step {
    if (action.kind === 'continue' || !conditions.every((one) => this.#holds(one))) return 'next';
    const uncertain = conditions.some(({ kind }) => kind === 'uncertain');
    if (uncertain && isAnswer(action) && this.#answers === 'spent') return 'next';
    const decided = action.kind === 'map' ? this.#entry(action.entries) : { verdict: action, line };
    if (!decided) return 'next';
    const step = this.#verdict(decided.verdict, decided.line, chain);
    if (isAnswer(action)) return step;
    return uncertain && step !== 'next' ? { verdict: 'unknown', line, chain: chain.name } : step;
  }

  #entry(entries: readonly { key: Tuple; verdict: Verdict; line: number }[]) {
    return entries.find(({ key }) => this.#has(key));
  }

  #verdict(verdict: Verdict, line: number, chain: Chain): Step {
    switch (verdict.kind) {
      case 'accept':
      case 'drop':
      case 'reset':
      case 'prohibit':
        return { verdict: verdict.kind, line, chain: chain.name };
      case 'continue':
        return 'next';
      case 'return':
        return 'back';
      case 'jump': {
        const step = this.#chain(this.#firewall.chains.get(verdict.chain)!);
        return step === 'back' ? 'next' : step;
      }
      case 'goto': {
        const step = this.#chain(this.#firewall.chains.get(verdict.chain)!);
        return step === 'next' ? 'back' : step;
      }
    }
  }

  #holds(condition: Condition): boolean {
    switch (condition.kind) {
      case 'uncertain':
        return true;
      case 'values':
        return this.#isIn(condition.values) !== condition.negated;
      case 'tuples':
        return condition.tuples.some((tuple) => this.#has(tuple)) !== condition.negated;
    }
  }

  #has(tuple: Tuple): boolean {
    return tuple.every((values) => this.#isIn(values));
  }

  #isIn(values: FieldValues): boolean {
    if ('names' in values) {
      const present = hasDevice({ path: this.#packet.path, hook: this.#hook }, values.field);
      const device = present ? deviceOf(this.#packet, values.field) : NO_DEVICE;
      return values.names.some((pattern) => matchesDevice(pattern, device));
    }
    return holds<number | bigint>(values.set, fieldOf(this.#packet, values.field));
  }
}
