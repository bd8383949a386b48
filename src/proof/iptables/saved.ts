import type { Family } from '../../address/space.js';
import type { Firewall } from '../firewall.js';
import { NotUnderstood } from '../not-understood.js';
import { type Fault, Faults } from './faults.js';
import { type Ipset, SetMatch } from './ipset.js';
import { countLines, readLines, type Section } from './section.js';
import { readSets } from './set-lines.js';
import { joined, Table } from './table.js';
import { shown, Words } from './words.js';

/**
 * What the kernel holds, printed by ip6tables-save, iptables-save and `ipset save` one behind the other, each behind a line
 * that says which it is.
 */
export const savedMarks = {
  ipv6: '#SECGROUP ip6tables',
  ipv4: '#SECGROUP iptables',
  sets: '#SECGROUP ipset',
} as const;

type Part = keyof typeof savedMarks;

/** Reads all tables that are there, ours and those of others; what it does not understand it reports. */
export function readSaved(text: string, fault: Fault): Firewall {
  const faults = new Faults(fault);
  const sets: ReadonlyMap<string, Ipset> = readSets(sectionOf(text, 'sets'), faults);
  return joined(
    (['ipv6', 'ipv4'] as const).map((family) => {
      const reader = new TablesReader(sectionOf(text, family), family, sets);
      return reader.read(faults);
    }),
  );
}

/** The lines behind a mark, up to the next. */
function sectionOf(text: string, part: Part): Section {
  const mark = `${savedMarks[part]}\n`;
  const at = text.startsWith(mark) ? 0 : text.indexOf(`\n${mark}`) + 1;
  if (!text.startsWith(mark, at)) throw new Error(`nothing says where ${savedMarks[part]} begins`);
  const start = at + mark.length;
  const next = text.indexOf('\n#SECGROUP ', start - 1);
  return {
    text,
    start,
    end: next < 0 ? text.length : Math.max(start, next),
    line: 1 + countLines(text, 0, start),
  };
}

class TablesReader {
  readonly #section: Section;
  readonly #words: Words;
  readonly #family: Family;
  readonly #sets: ReadonlyMap<string, Ipset>;
  readonly #tables = new Map<string, Table>();
  /** The table that lines belong to. */
  #name: string | undefined;

  constructor(section: Section, family: Family, sets: ReadonlyMap<string, Ipset>) {
    this.#section = section;
    this.#words = new Words(section.text);
    this.#family = family;
    this.#sets = sets;
  }

  read(faults: Faults): Firewall {
    readLines(this.#section, (start, end, line) => faults.guard(() => this.#line(start, end, line)));
    return joined([...this.#tables.values()].map((table) => table.firewall(faults)));
  }

  #line(start: number, end: number, line: number): void {
    const { text } = this.#section;
    if (start === end || text.startsWith('#', start)) return;
    const whole = text.slice(start, end);
    if (whole.startsWith('*')) this.#open(whole.slice(1), line);
    else if (whole === 'COMMIT') this.#name = undefined;
    else this.#statement(start, end, this.#words.open(start, end, line));
  }

  #open(name: string, line: number): void {
    if (this.#name !== undefined || this.#tables.has(name))
      throw new NotUnderstood(line, `table '${name}' already exists`);
    this.#name = name;
    if (name !== 'filter' && name !== 'raw') return;
    const context = {
      family: this.#family,
      table: name,
      sets: this.#sets,
      setMatch: new SetMatch(),
    } as const;
    this.#tables.set(name, new Table(context));
  }

  #statement(start: number, end: number, words: Words): void {
    const whole = this.#section.text.slice(start, end);
    const table = this.#name === undefined ? undefined : this.#tables.get(this.#name);
    if (!table) this.#other(whole, words);
    else if (whole.startsWith(':')) table.declare(words);
    else if (whole.startsWith('-A ')) table.append(this.#section.text, start, end, words);
    else words.fail(`${shown(whole)} is not understood among the rules`);
  }

  /** Outside of the tables that filter, nothing but chains that let everything through. */
  #other(whole: string, words: Words): void {
    if (this.#name === undefined || !/^:\S+ (ACCEPT|-)( \[[0-9]+:[0-9]+\])?$/.test(whole))
      words.fail(`${shown(whole)} outside of the tables filter and raw is not understood`);
  }
}
