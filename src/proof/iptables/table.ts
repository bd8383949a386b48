import type { BaseChain, Chain, Firewall, Hook, Rule } from '../firewall.js';
import type { Faults } from './faults.js';
import { readNumber } from './numbers.js';
import type { Context, TableName } from './reading.js';
import { readRule } from './rule.js';
import { shown, type Words } from './words.js';

/** The chains that each table has by itself, which the kernel calls. */
const hooks: Readonly<Record<TableName, ReadonlyMap<string, Hook>>> = {
  filter: new Map([
    ['INPUT', 'input'],
    ['FORWARD', 'forward'],
    ['OUTPUT', 'output'],
  ]),
  raw: new Map([
    ['PREROUTING', 'prerouting'],
    ['OUTPUT', 'output'],
  ]),
};

const priorities: Readonly<Record<TableName, number>> = { filter: 0, raw: -300 };

interface Declared {
  readonly id: string;
  readonly line: number;
  readonly policy: 'accept' | 'drop' | undefined;
  readonly rules: Rule[];
}

/** One table of one family, that the lines of iptables-restore fill. */
export class Table {
  readonly #context: Context;
  readonly #chains = new Map<string, Declared>();
  /** The chain that got the last rule, and how the line began: mostly the next begins like it. */
  #last: Declared | undefined;
  #start = '';

  constructor(context: Context) {
    this.#context = context;
  }

  get isRaw(): boolean {
    return this.#context.table === 'raw';
  }

  isBuiltIn(name: string): boolean {
    return hooks[this.#context.table].has(name);
  }

  /** `:INPUT DROP [0:0]` or `:OURS - [0:0]`: a chain of our own is made, or emptied. */
  declare(words: Words): string {
    const name = words.take('the name of a chain').slice(1);
    const policy = words.take('a policy');
    const counters = words.next();
    if (counters !== undefined && !/^\[[0-9]+:[0-9]+\]$/.test(counters))
      words.fail(`${shown(counters)} is not understood`);
    if (words.next() !== undefined) words.fail('nothing belongs after the counters of a chain');
    if (!/^[A-Za-z0-9._:+=-]+$/.test(name)) words.fail(`the chain name ${shown(name)} is not understood`);
    if (this.#chains.has(name)) words.fail(`chain '${name}' already exists`);
    this.#chains.set(name, {
      id: this.#idOf(name),
      line: words.line,
      policy: this.#policy(name, policy, words),
      rules: [],
    });
    return name;
  }

  #policy(name: string, policy: string, words: Words): Declared['policy'] {
    if (!this.isBuiltIn(name))
      return policy === '-' ? undefined : words.fail('chains of our own have no policy');
    if (policy === '-') return undefined;
    if (policy === 'ACCEPT') return 'accept';
    return policy === 'DROP' ? 'drop' : words.fail(`the policy ${shown(policy)} is not understood`);
  }

  /** Reads the line `-A CHAIN …`, which lies in the text from `start` to `end`. */
  append(text: string, start: number, end: number, words: Words): void {
    if (this.#last && text.startsWith(this.#start, start)) {
      words.open(start + this.#start.length, end, words.line);
    } else {
      words.take('-A');
      const name = words.take('the name of a chain');
      this.#last = this.#chainOf(name, words);
      this.#start = `-A ${name} `;
    }
    this.#last.rules.push(this.#rule(words));
  }

  /** What stands behind `-I`. */
  insert(words: Words): void {
    const chain = this.#chainOf(words.take('the name of a chain'), words);
    const text = words.take('a position');
    const position =
      readNumber(text, chain.rules.length + 2) || words.fail(`${shown(text)} is not a position in the chain`);
    chain.rules.splice(position - 1, 0, this.#rule(words));
  }

  #rule(words: Words): Rule {
    return readRule(words, this.#context, this.#idOf);
  }

  #chainOf(name: string, words: Words): Declared {
    const known = this.#chains.get(name);
    if (known) return known;
    if (!this.isBuiltIn(name)) words.fail(`there is no chain '${name}'`);
    const chain = { id: this.#idOf(name), line: words.line, policy: undefined, rules: [] };
    this.#chains.set(name, chain);
    return chain;
  }

  /** Chains are mostly called after they are declared, and so their ids are there. */
  readonly #idOf = (name: string): string =>
    this.#chains.get(name)?.id ?? `${this.#context.family} ${this.#context.table} ${name}`;

  /** All that was read; calls of chains that are not there are reported. */
  firewall(faults: Faults): Firewall {
    const bases: BaseChain[] = [];
    const chains = new Map<string, Chain>();
    for (const [name, declared] of this.#chains) {
      if (this.isBuiltIn(name)) bases.push(this.#base(name, declared));
      else chains.set(declared.id, { name, line: declared.line, rules: declared.rules });
    }
    for (const { rules } of this.#chains.values()) checkCalls(rules, chains, faults);
    return { bases, chains };
  }

  /**
   * A policy that nobody sets stays what it was. Raw tables are where others have nothing to refuse, and this program sets
   * no policy there; of filter tables it cannot be told.
   */
  #base(name: string, { line, policy, rules }: Declared): BaseChain {
    const { table, family } = this.#context;
    const unknown: Rule = { line, conditions: [{ kind: 'uncertain' }], action: { kind: 'drop' } };
    const all = policy === undefined && table === 'filter' ? [...rules, unknown] : rules;
    return {
      hook: hooks[table].get(name)!,
      families: [family],
      priority: priorities[table],
      policy: policy ?? 'accept',
      line,
      chain: { name, line, rules: all },
    };
  }
}

function checkCalls(rules: readonly Rule[], chains: ReadonlyMap<string, Chain>, faults: Faults): void {
  for (const { action, line } of rules) {
    if ('chain' in action && !chains.has(action.chain)) {
      const name = action.chain.slice(action.chain.lastIndexOf(' ') + 1);
      faults.report(line, `${shown(name)} is neither a chain of the table nor a target that is understood`);
    }
  }
}

/** All tables together. */
export function joined(parts: readonly Firewall[]): Firewall {
  return {
    bases: parts.flatMap(({ bases }) => bases),
    chains: new Map(parts.flatMap(({ chains }) => [...chains])),
  };
}
