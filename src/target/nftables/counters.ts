import { createHash } from 'node:crypto';
import { groupBy } from '../../definition/group-by.js';
import type { Direction, Group, Rule } from '../../definition/model.js';
import { rulesKey } from '../../formats/shared/meaning.js';
import type { Origin } from '../../policy/model.js';
import { describeOrigin } from '../provenance.js';
import type { NftChain, NftCounter, NftHook } from './program.js';

/** A part of a ruleset that comes from more rules than this is not counted for each of them. */
const MOST = 8;

/** What part of its name is of the group that people gave it. */
const READABLE = 40;

/**
 * Counters by rule of the definition, for the rules of one table. What one rule alone lets through is counted by its own; what
 * comes of several that were merged, by another of each of them.
 */
export class RuleCounters {
  readonly #names = new Map<Rule, string>();

  readonly #parts = new Map<Group, ReturnType<typeof partsIn>>();

  /** Counters of what a part of a ruleset lets through, by the rules behind it. */
  of(origins: readonly Origin[], direction: Direction): readonly NftCounter[] {
    const named = new Map(origins.map((origin) => [this.nameOf(origin), describeOrigin(origin)]));
    if (named.size > MOST) return [manyCounter(direction)];
    const isAlone = named.size === 1;
    return Array.from(named, ([name, what]) => ({
      name: isAlone ? name : sharedName(name),
      comment: isAlone ? what : `${what}, merged with others`,
    }));
  }

  /**
   * `in-web-3f2a91c0d4b7`: stable by what the rule says, and not by where it stands among others, so that it goes on to count when they
   * change. Rules of a group that say the same have one name.
   */
  nameOf({ group, rule, number }: Origin): string {
    const known = this.#names.get(rule);
    if (known !== undefined) return known;
    const parts = this.#partsOf(group, rule.direction, number);
    const said = JSON.stringify([group.id, rule.direction, rulesKey(parts)]);
    const digest = createHash('sha256').update(said).digest('hex').slice(0, 12);
    const readable = group.name.replace(/[^A-Za-z0-9_-]/gu, '_').slice(0, READABLE);
    const name = `${way(rule.direction)}-${readable}-${digest}`;
    this.#names.set(rule, name);
    return name;
  }

  /** Rules that people know by one number are one: clouds write it in parts. */
  #partsOf(group: Group, direction: Direction, number: number): readonly Rule[] {
    const known = this.#parts.get(group) ?? partsIn(group);
    this.#parts.set(group, known);
    return known.get(`${direction} ${number}`)!.map(({ rule }) => rule);
  }
}

function partsIn({ ingress, egress }: Group) {
  const numbered = [ingress, egress].flatMap((rules) =>
    rules.map((rule, i) => ({ rule, number: rule.number ?? i + 1 })),
  );
  return groupBy(numbered, ({ rule, number }) => `${rule.direction} ${number}`);
}

function way(direction: Direction): 'in' | 'out' {
  return direction === 'ingress' ? 'in' : 'out';
}

/** Of what a rule lets through together with others. No name of a rule has a dot. */
export function sharedName(name: string): string {
  return `${name}.shared`;
}

/** Of what comes of more rules than are counted for each of them. */
export function manyCounter(direction: Direction): NftCounter {
  return { name: `${way(direction)}.many`, comment: `${direction} of more than ${MOST} rules, merged` };
}

export function droppedCounter(hook: NftHook): NftCounter {
  return { name: `${hook}.dropped`, comment: '' };
}

/** Whether a counter can be one that a script has made. */
export function isCounterName(name: string): boolean {
  return /^(?:(?:in|out)(?:-[A-Za-z0-9_-]+-[0-9a-f]{12}(?:\.shared)?|\.many)|[a-z]+\.dropped)$/.test(name);
}

/** Those that chains count with, each once, by name. */
export function countersIn(chains: readonly NftChain[]): readonly NftCounter[] {
  const found = new Map<string, NftCounter>();
  for (const { rules } of chains)
    for (const { counts = [] } of rules) for (const counter of counts) found.set(counter.name, counter);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
