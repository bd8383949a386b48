import { everythingOut } from '../../definition/everything-out.js';
import type { Rule } from '../../definition/model.js';
import type { Item } from '../shared/item.js';
import { ruleKey } from '../shared/meaning.js';
import { readRules } from './task-rules.js';

/** Rules of a group in one direction behind a task. */
export interface Effect {
  readonly rules: readonly Rule[];
  /** Whether these are all of them. */
  readonly isWhole: boolean;
}

/** What may enter: what the task says, even where that is nothing, and what it does not purge (fact 34). */
export function readIngress(
  item: Item,
  before: readonly Rule[] | undefined,
  isWhole: boolean,
  ids: ReadonlySet<string>,
): Effect {
  const said = (item.fields.rules ?? null) === null ? [] : readRules(item, 'rules', 'ingress', ids);
  return behind(item, ['purge_rules'], said, { rules: before ?? [], isWhole });
}

/** What may leave: everything from a new group of which nothing is said, and an empty list is nothing (fact 34). */
export function readEgress(
  item: Item,
  before: readonly Rule[] | undefined,
  isWhole: boolean,
  ids: ReadonlySet<string>,
): Effect {
  const keys = ['purge_rules_egress', 'purge_egress_rules'];
  const [key, other] = egressKeys.filter((one) => item.has(one));
  if (key === undefined) {
    if (!isWhole) reportKept(item, keys);
    return { rules: before ?? [everythingOut(['ipv4', 'ipv6'], item.span)], isWhole };
  }
  if (other !== undefined) {
    item.report('wrong-type', item.at(other), { problem: `'${other}' is another name of '${key}'` });
    return { rules: [], isWhole: false };
  }
  return behind(item, keys, readRules(item, key, 'egress', ids), { rules: before ?? [], isWhole });
}

const egressKeys = ['rules_egress', 'egress_rules'];

/** Whether a task says what may leave. */
export function saysEgress(item: Item): boolean {
  return egressKeys.some((key) => item.has(key));
}

/** Rules that a task keeps stay in the group; those that it had before the input are known to nobody here. */
function behind(item: Item, keys: readonly string[], said: readonly Rule[], before: Effect): Effect {
  const kept = keys.filter((key) => item.has(key) && !isPurged(item.fields[key]));
  if (kept.length === 0) return { rules: said, isWhole: true };
  if (!before.isWhole) reportKept(item, keys);
  const isKept = kept.every((key) => isNotPurged(item.fields[key]));
  return isKept
    ? { rules: together(before.rules, said), isWhole: before.isWhole }
    : { rules: said, isWhole: false };
}

function reportKept(item: Item, keys: readonly string[]): void {
  for (const key of keys.filter((one) => item.has(one) && !isPurged(item.fields[one]))) {
    const why = 'keeps rules that the group has already, which are not known here';
    item.report('unknown-value', item.at(key), { what: `'${key}'`, why });
  }
}

function isPurged(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(yes|true|on|y|t|1)$/i.test(value));
}

function isNotPurged(value: unknown): boolean {
  return value === false || (typeof value === 'string' && /^(no|false|off|n|f|0)$/i.test(value));
}

function together(some: readonly Rule[], more: readonly Rule[]): readonly Rule[] {
  const keys = new Set(some.map(ruleKey));
  return [...some, ...more.filter((rule) => !keys.has(ruleKey(rule)))];
}

/** Rules that two lists have both, one traffic and one peer after the other. */
export function common(some: readonly Rule[], others: readonly Rule[]): readonly Rule[] {
  if (isEverything(some)) return others;
  if (isEverything(others)) return some;
  const keys = new Set(others.flatMap(split).map(ruleKey));
  return some.flatMap(split).filter((rule) => keys.has(ruleKey(rule)));
}

function isEverything([rule, ...others]: readonly Rule[]): boolean {
  return rule?.implied === true && others.length === 0;
}

/** The rule as rules of one traffic and one peer each. */
function split(rule: Rule): readonly Rule[] {
  return rule.allow.flatMap((allowance) => {
    const each =
      allowance.kind === 'traffic'
        ? allowance.traffic.map((one) => ({ ...allowance, traffic: [one] }))
        : [allowance];
    return each.flatMap((one) => rule.peers.map((peer) => ({ ...rule, allow: [one], peers: [peer] })));
  });
}
