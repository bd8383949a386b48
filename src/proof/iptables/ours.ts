import { NotUnderstood } from '../not-understood.js';
import type { Faults } from './faults.js';
import { expectShort, readLines, type Section } from './section.js';
import type { Table } from './table.js';
import { shown, Words } from './words.js';

/**
 * The shell program knows what is its own by name, and takes names apart with sed: other names would be left behind when the
 * rules are replaced, or be taken for something else.
 */
const OUR_CHAIN = /^SECG-[A-Za-z0-9._:-]{1,23}$/;
const OUR_SET = /^SECG-[A-Za-z0-9._-]{1,26}$/;

/** iptables-restore reads so many bytes of a line; what stands behind them is the next line, also in a comment. */
const MOST_BYTES = 10_238;

export function setNameFault(name: string): string | undefined {
  return OUR_SET.test(name) ? undefined : `a set called ${shown(name)} is none that this script can replace`;
}

/** Reads the rules that the script holds for one table. They are less than iptables-restore would take. */
export function readOurRules(section: Section, table: Table, faults: Faults): void {
  const reader = new RuleReader(section, table);
  readLines(section, (start, end, line) =>
    faults.guard(() => {
      expectShort(section.text, start, end, MOST_BYTES, line);
      reader.line(start, end, line);
    }),
  );
  faults.guard(() => reader.end());
}

class RuleReader {
  readonly #text: string;
  readonly #words: Words;
  readonly #table: Table;
  /** Built-in chains whose policy is set, and those that call a chain of ours, each with its line. */
  readonly #policies = new Map<string, number>();
  readonly #jumps = new Map<string, number>();

  constructor({ text }: Section, table: Table) {
    this.#text = text;
    this.#words = new Words(text);
    this.#table = table;
  }

  line(start: number, end: number, line: number): void {
    if (start === end) return;
    const words = this.#words.open(start, end, line);
    if (this.#text.startsWith('-A SECG-', start)) this.#table.append(this.#text, start, end, words);
    else if (this.#text.startsWith(':', start)) this.#declare(words);
    else if (this.#text.startsWith('-I ', start)) this.#jump(this.#text.slice(start, end), words);
    else if (!this.#text.startsWith('#', start) || this.#text.slice(start, end) === '# unreadable')
      words.fail(`${shown(this.#text.slice(start, end))} is not understood among the rules`);
  }

  #declare(words: Words): void {
    const name = this.#table.declare(words);
    if (this.#table.isBuiltIn(name) && this.#table.isRaw)
      words.fail(`the policy of ${name} in the raw table belongs to others`);
    if (this.#table.isBuiltIn(name)) this.#policies.set(name, words.line);
    else if (!OUR_CHAIN.test(name))
      words.fail(`a chain called ${shown(name)} is none that this script can replace`);
  }

  /** The only rule that a built-in chain gets: in front of all others, on to the chain of ours that is called after it. */
  #jump(text: string, words: Words): void {
    const [, hook] = /^-I ([A-Z]+) 1 -j SECG-\1$/.exec(text) ?? [];
    const known =
      hook !== undefined && this.#table.isBuiltIn(hook) && !(this.#table.isRaw && hook === 'OUTPUT');
    if (!known || this.#jumps.has(hook))
      words.fail(`${shown(text)} is not a call that this script can replace`);
    this.#jumps.set(hook!, words.line);
    words.next();
    this.#table.insert(words);
  }

  /** A policy without a call would not be put back when the rules are replaced. */
  end(): void {
    for (const [hook, line] of this.#policies) {
      if (!this.#jumps.has(hook))
        throw new NotUnderstood(line, `${hook} has a policy, but does not call SECG-${hook}`);
    }
  }
}
