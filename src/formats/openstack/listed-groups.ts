import path from 'node:path';
import { noAddresses } from '../../address/address-set.js';
import type { Group, Rule } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { bareGroup } from '../shared/bare-groups.js';
import type { Item } from '../shared/item.js';
import { ruleKey, rulesKey } from '../shared/meaning.js';
import { readId } from '../shared/names.js';
import { isComplete } from './complete.js';
import { find, type Known } from './known.js';
import { readRule } from './listed-rules.js';
import { readTags } from './tags.js';

/**
 * Reads groups, and rules that stand beside them. A group's own list of rules is complete, so that a rule that stands
 * elsewhere only must not widen it; nothing is added to what is written, such as egress (fact 26).
 */
export function readGroups(
  groupItems: readonly Item[],
  ruleItems: readonly Item[],
  known: Known,
  report: Report,
): readonly Group[] {
  const groups = new Map<string, Group>();
  const loose = looseRules(ruleItems, known);
  for (const [id, items] of byId(groupItems)) {
    const described = items.filter((item) => rulesKeyOf(item) !== undefined);
    const rules = loose.get(id) ?? [];
    const group = described[0]
      ? sameGroup(described, id, known, report)
      : toGroup(items[0]!, id, readRules(rules, known));
    if (described[0]) reportOthers(group, rules, known);
    else if (ruleItems.length === 0) reportMissing(items[0]!, group.name);
    groups.set(id, group);
  }
  for (const [id, items] of loose) {
    if (!groups.has(id))
      groups.set(id, withRules(bareGroup(id, items[0]!.at('security_group_id')), readRules(items, known)));
  }
  return [...groups.values()];
}

function byId(items: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const id = readId(item, 'id', 'group');
    if (id === undefined) continue;
    const same = found.get(id);
    if (same) same.push(item);
    else found.set(id, [item]);
  }
  return found;
}

/** Rules by the group that they belong to. */
function looseRules(items: readonly Item[], known: Known): ReadonlyMap<string, readonly Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const id = item.has('security_group_id')
      ? readId(item, 'security_group_id', 'group')
      : ownerByFile(item, known);
    const same = id === undefined ? undefined : found.get(id);
    if (same) same.push(item);
    else if (id !== undefined) found.set(id, [item]);
  }
  return found;
}

/** The listing of one group's rules does not name the group, so that people call the file after it. */
function ownerByFile(item: Item, known: Known): string | undefined {
  const file = path.posix.basename(item.span.source.name, '.json');
  const { id } = find(known.groups, file);
  if (id !== undefined) return id;
  const suggestion = 'list the rules of all groups, or call the file like the group: NAME.json';
  item.report('unassigned-rule', item.span, {}, { suggestion });
  return undefined;
}

/** The key of a group's own rules; the command line calls it differently. */
function rulesKeyOf(group: Item): string | undefined {
  return ['security_group_rules', 'rules'].find((key) => group.has(key));
}

/** The same group in several files is no harm; two that differ leave open which one holds. */
function sameGroup(items: readonly Item[], id: string, known: Known, report: Report): Group {
  const [first, ...others] = items.map((item) =>
    toGroup(item, id, readRules(item.items(rulesKeyOf(item)!), known)),
  );
  for (const other of others) {
    if (sameMeaning(first!, other)) continue;
    const related = [{ message: 'first definition', span: first!.span }];
    report('duplicate', other.span, { kind: 'group', name: id }, { related });
  }
  return first!;
}

function readRules(items: readonly Item[], known: Known): readonly Rule[] {
  return items.flatMap((item) => (isComplete(item) && readRule(item, known)) || []);
}

function toGroup(item: Item, id: string, rules: readonly Rule[]): Group {
  const name = item.text('name') || id;
  const group: Group = {
    id,
    name,
    description: item.text('description') ?? '',
    tags: readTags(item),
    ingress: [],
    egress: [],
    members: noAddresses,
    span: item.at('id'),
  };
  if (!isStateless(item)) return withRules(group, rules);
  item.report('stateless-group', item.at('stateful'), { name });
  return group;
}

/** Without connection tracking replies need rules of their own (fact 27); here they would pass without. */
export function isStateless(item: Item): boolean {
  return item.has('stateful') && item.requiredBoolean('stateful') !== true;
}

/** The group with the rules of both directions. */
export function withRules(group: Group, rules: readonly Rule[]): Group {
  return {
    ...group,
    ingress: rules.filter(({ direction }) => direction === 'ingress'),
    egress: rules.filter(({ direction }) => direction === 'egress'),
  };
}

function reportOthers(group: Group, items: readonly Item[], known: Known): void {
  const keys = new Set([...group.ingress, ...group.egress].map(ruleKey));
  for (const item of items) {
    // What is odd about a rule was said where the group is described; here only what is wrong in this file matters.
    const rule = readRule(item.errorsOnly(), known);
    if (rule === undefined || keys.has(ruleKey(rule))) continue;
    const problem = 'its own list does not have this rule; left out';
    item.report('conflicting-rules', item.span, { name: group.name, problem });
  }
}

function reportMissing(item: Item, name: string): void {
  const parameters = { name, key: 'security_group_rules', way: 'enter or leave' };
  item.report('missing-rules', item.at('id'), parameters);
}

function sameMeaning(a: Group, b: Group): boolean {
  return (
    a.name === b.name &&
    rulesKey(a.ingress) === rulesKey(b.ingress) &&
    rulesKey(a.egress) === rulesKey(b.egress)
  );
}
