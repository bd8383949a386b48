import type { Point } from '../address/intervals.js';
import type { Condition, FieldValues, Rule } from './firewall.js';
import { unionOfSets } from './values.js';

/**
 * The same rules, with neighbours as one that decide alike on packets that differ in their address alone. A long list is
 * spelled as many sets, and joining those is far less work than joining diagrams of them.
 */
export function united(rules: readonly Rule[]): readonly Rule[] {
  const result: Rule[] = [];
  let alike: Split[] = [];
  const flush = () => {
    if (alike.length > 0) result.push(joined(alike));
    alike = [];
  };
  for (const rule of rules) {
    const own = split(rule);
    if (!own || own.key !== alike[0]?.key) flush();
    if (own) alike.push(own);
    else result.push(rule);
  }
  flush();
  return result;
}

interface Split {
  readonly rule: Rule;
  /** What else the rule asks for, and what it decides. */
  readonly key: string;
  readonly others: readonly Condition[];
  readonly addresses: AddressValues;
}

type AddressValues = Extract<
  FieldValues,
  { readonly field: 'source4' | 'destination4' | 'source6' | 'destination6' } | { readonly set: unknown }
>;

const addressFields: ReadonlySet<string> = new Set(['source4', 'destination4', 'source6', 'destination6']);

/** Conditions that are long are not compared. */
const SHORT = 16;

/** A rule that accepts or drops, has one condition on an address, and otherwise few and short ones. */
function split(rule: Rule): Split | undefined {
  if (rule.action.kind !== 'accept' && rule.action.kind !== 'drop') return undefined;
  const others: Condition[] = [];
  let addresses: AddressValues | undefined;
  for (const condition of rule.conditions) {
    if (condition.kind !== 'values' || condition.negated || 'names' in condition.values) return undefined;
    if (!addressFields.has(condition.values.field)) others.push(condition);
    else if (addresses) return undefined;
    else addresses = condition.values;
  }
  if (!addresses) return undefined;
  const texts = others.map((condition) => textOf(condition));
  if (texts.includes(undefined)) return undefined;
  return { rule, key: `${rule.action.kind} ${addresses.field} ${texts.join(' ')}`, others, addresses };
}

function textOf(condition: Condition): string | undefined {
  if (condition.kind !== 'values' || !('set' in condition.values)) return undefined;
  const { field, set } = condition.values;
  return set.length > SHORT ? undefined : `${field} ${set.join()}`;
}

function joined(alike: readonly Split[]): Rule {
  const [{ rule, others, addresses }] = alike as [Split];
  if (alike.length === 1) return rule;
  const sets = alike.map((one): readonly Point[] => one.addresses.set);
  const values = { field: addresses.field, set: unionOfSets(sets) } as FieldValues;
  return { ...rule, conditions: [...others, { kind: 'values', values, negated: false }] };
}
