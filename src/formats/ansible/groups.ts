import type { Group, Rule } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { allTraffic } from '../../traffic/traffic.js';
import { bareGroup } from '../shared/bare-groups.js';
import { Item, isFields } from '../shared/item.js';
import { rulesKey } from '../shared/meaning.js';
import { readGroupName, readId } from '../shared/names.js';
import { isSettled, reasonIn } from '../shared/unknown.js';
import type { GroupTask } from './document.js';
import { scopesOf } from './loops.js';
import { resolve } from './resolve.js';
import { readRules } from './rules.js';
import { runs } from './runs.js';

/** A group as one run of a task leaves it. */
interface Made {
  readonly id: string;
  readonly item: Item;
  /** Whether it is known that the task runs and makes it; if not, the group lets nothing through. */
  readonly certain: boolean;
}

/** The groups that tasks leave behind, one after the other. */
export function readGroups(tasks: readonly GroupTask[], report: Report): readonly Group[] {
  const left = new Map<string, Made[]>();
  for (const task of tasks) for (const one of runsOf(task)) settle(one, left);
  const made = [...left].filter(([, some]) => some.length > 0);
  const ids = new Set(made.map(([id]) => id));
  return made.map(([, some]) => sameGroup(some, ids, report));
}

/** What a task makes, once or once for each item of its loop. */
function runsOf(task: GroupTask): readonly (Made & { readonly absent: boolean })[] {
  return scopesOf(task.task, task.scope).flatMap((scope) => {
    const verdict = runs(task, scope);
    if (verdict === false) return [];
    const { span, report } = task.written;
    const item = new Item(resolve(task.written.fields, scope) as Item['fields'], span, report);
    const id = idOf(item);
    if (id === undefined) return [];
    if (typeof verdict === 'object') {
      const { why, at, key, ...details } = verdict;
      report('unknown-value', at.at(key), { what: `whether group '${id}' is made`, why }, details);
    }
    const state = stateOf(item);
    return [{ id, item, certain: verdict === true && state !== undefined, absent: state === 'absent' }];
  });
}

/** A group that is deleted is not there; one that may be deleted lets nothing through. */
function settle(one: Made & { readonly absent: boolean }, left: Map<string, Made[]>): void {
  const others = left.get(one.id);
  if (one.absent && one.certain) left.delete(one.id);
  else if (one.absent)
    left.set(
      one.id,
      (others ?? []).map((other) => ({ ...other, certain: false })),
    );
  else if (others) others.push(one);
  else left.set(one.id, [one]);
}

/** The name, by which rules and hosts refer to the group; its id where the task has no name for it. */
function idOf(item: Item): string | undefined {
  const key = item.has('name') && item.fields.name !== null ? 'name' : 'group_id';
  if (
    !isSettled(
      item.fields[key],
      `the ${key === 'name' ? 'name' : 'id'} of a group`,
      item.at(key),
      item.report,
    )
  )
    return undefined;
  if (key === 'group_id') return readId(item, key, 'group');
  const name = item.requiredText(key);
  return name === undefined ? undefined : readGroupName(item, name, key);
}

function stateOf(item: Item): 'present' | 'absent' | undefined {
  const { state = 'present' } = item.fields;
  if (!isSettled(state, "'state'", item.at('state'), item.report)) return undefined;
  if (state === 'present' || state === 'absent') return state;
  item.report('wrong-type', item.at('state'), { problem: "'state' is present or absent" });
  return undefined;
}

/**
 * Tasks of one file run one after the other: of those about the same group the last that says `rules` decides what may enter, the
 * last that says `rules_egress` what may leave. Between files no order is known, and groups of several VPCs are several.
 */
function sameGroup(made: readonly Made[], ids: ReadonlySet<string>, report: Report): Group {
  const read = made.map((one) => ({ made: one, group: readGroup(one, ids) }));
  const [first, ...others] = read;
  for (const other of others) {
    if (meaningOf(other.group) === meaningOf(first!.group) || isInOrder(first!.made, other.made)) continue;
    const related = [{ message: 'first definition', span: first!.group.span }];
    report('duplicate', other.group.span, { kind: 'group', name: other.group.id }, { related });
  }
  const ingress = lastWith(made, ['rules']);
  const egress = lastWith(made, ['rules_egress', 'egress_rules']);
  return {
    ...first!.group,
    ingress: read[ingress]?.group.ingress ?? [],
    egress: read[Math.max(egress, 0)]!.group.egress,
  };
}

/** Whether one comes after the other and is about the same group of the same VPC. */
function isInOrder(one: Made, other: Made): boolean {
  const place = ({ item }: Made) =>
    JSON.stringify(['vpc_id', 'region', 'profile'].map((key) => item.fields[key] ?? null));
  const isSettledBoth = one.certain && other.certain;
  return isSettledBoth && one.item.span.source === other.item.span.source && place(one) === place(other);
}

/** The last of them that says one of the keys; what is null is not said. */
function lastWith(made: readonly Made[], keys: readonly string[]): number {
  return made.findLastIndex(({ item }) => keys.some((key) => (item.fields[key] ?? null) !== null));
}

function meaningOf({ ingress, egress }: Group): string {
  return JSON.stringify([rulesKey(ingress), rulesKey(egress)]);
}

function readGroup({ id, item, certain }: Made, ids: ReadonlySet<string>): Group {
  const span = item.at(item.has('name') ? 'name' : 'group_id');
  const group: Group = { ...bareGroup(id, span), description: descriptionOf(item), tags: readTags(item) };
  if (!certain) return group;
  reportKept(item);
  return {
    ...group,
    ingress: item.fields.rules === null ? [] : readRules(item, 'rules', 'ingress', ids),
    egress: readEgress(item, ids),
  };
}

/** Left out, everything may leave; an empty list is nothing (fact 34), and so is what is not known. */
function readEgress(item: Item, ids: ReadonlySet<string>): readonly Rule[] {
  const [key, other] = ['rules_egress', 'egress_rules'].filter((one) => item.has(one));
  if (key === undefined) return [everythingOut(item)];
  if (other !== undefined) {
    item.report('wrong-type', item.at(other), { problem: `'${other}' is another name of '${key}'` });
    return [];
  }
  return readRules(item, key, 'egress', ids);
}

function everythingOut(item: Item): Rule {
  const { span } = item;
  return {
    direction: 'egress',
    allow: [{ kind: 'traffic', traffic: [allTraffic], span }],
    peers: [{ kind: 'anywhere', families: ['ipv4', 'ipv6'], span }],
    description: '',
    implied: true,
    span,
  };
}

/** Rules that a group has already stay in it, and nobody here knows them. */
function reportKept(item: Item): void {
  const keys = ['purge_rules', 'purge_rules_egress', 'purge_egress_rules'];
  for (const key of keys.filter((one) => item.has(one) && !isPurged(item.fields[one]))) {
    const why = 'keeps rules that the group has already, which are not known here';
    item.report('unknown-value', item.at(key), { what: `'${key}'`, why });
  }
}

function isPurged(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(yes|true|on|y|t|1)$/i.test(value));
}

function descriptionOf(item: Item): string {
  return reasonIn(item.fields.description) ? '' : (item.peek('description') ?? '');
}

/** Tags that are texts or numbers; they change nothing. */
function readTags({ fields: { tags } }: Item): ReadonlyMap<string, string> {
  const entries = Object.entries(isFields(tags) && !reasonIn(tags) ? tags : {});
  return new Map(
    entries.flatMap(([key, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : [],
    ),
  );
}
