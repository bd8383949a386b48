import { groupBy } from '../../definition/group-by.js';
import type { Group, PrefixList } from '../../definition/model.js';
import { rulesKey } from '../shared/meaning.js';
import type { Inventory } from './inventory.js';
import { idOf } from './kinds.js';
import type { Known } from './known.js';
import { pastOf } from './past.js';
import type { Found } from './plan-context.js';
import type { Resource } from './resource.js';
import { groupOfRules, readSecurityGroup } from './security-groups.js';
import { goneRules, isStandaloneRule, readStandaloneRule } from './standalone-rules.js';

/** Ids of groups that can be referred to without being described here. */
export interface OtherGroups {
  /** Those that interfaces have. */
  readonly carried: ReadonlySet<string>;
  /** Those that documents of other formats describe. */
  readonly elsewhere: ReadonlySet<string>;
}

/** Every security group, with the rules that stand alone. */
export function readGroups(
  inventory: Inventory,
  lists: readonly PrefixList[],
  { carried, elsewhere }: OtherGroups,
): readonly Group[] {
  const known: Known = {
    groups: knownGroups(inventory, [...carried, ...elsewhere]),
    lists: new Map(lists.map((one) => [one.id, one])),
  };
  const rules = inventory.rules.flatMap(({ resource, planContext }) =>
    readStandaloneRule(resource, planContext, known),
  );
  const standalone = groupBy(rules, ({ group }) => group);
  const destroyed = inventory.destroyed.filter(({ resource }) => isStandaloneRule(resource));
  const gone = goneRules(pastOf(inventory.rules, destroyed), known);
  const groups = new Map<string, Group>();
  for (const found of inventory.groups) {
    const id = idOf(found.resource);
    const group = readSecurityGroup(found, standalone.get(id) ?? [], gone.get(id) ?? new Set(), known);
    addGroup(groups, group, found);
  }
  const others = new Map<string, Resource>();
  for (const { resource } of inventory.rules) {
    const id = resource.values.peek('security_group_id');
    if (id && !groups.has(id)) others.set(id, resource);
  }
  for (const [id, [first]] of standalone) if (first && !groups.has(id)) others.set(id, first.resource);
  for (const [id, resource] of others) if (elsewhere.has(id)) leaveOut(others, id, resource);
  return [
    ...groups.values(),
    ...[...others].map(([id, resource]) => groupOfRules(id, resource, standalone.get(id) ?? [])),
  ];
}

/** What another format describes has the rules that it says; those that stand alone here may be old or new ones. */
function leaveOut(others: Map<string, Resource>, id: string, { values, report }: Resource): void {
  const problem = 'another source describes it; standalone rules here are ignored';
  report('conflicting-rules', values.at('security_group_id'), { name: id, problem });
  others.delete(id);
}

/** The same group twice is no harm; two that differ leave open which one holds. */
function addGroup(groups: Map<string, Group>, group: Group, { resource }: Found): void {
  const first = groups.get(group.id);
  if (first === undefined) groups.set(group.id, group);
  if (first === undefined || meaningOf(first) === meaningOf(group)) return;
  const related = [{ message: 'first definition', span: first.span }];
  resource.report('duplicate', group.span, { kind: 'group', name: group.id }, { related });
}

function meaningOf({ name, ingress, egress }: Group): string {
  return [name, rulesKey(ingress), rulesKey(egress)].join('\n\n');
}

function knownGroups({ groups, rules }: Inventory, others: readonly string[]): Known['groups'] {
  const known = new Map<string, { owner: string | undefined }>();
  for (const { resource } of groups) known.set(idOf(resource), { owner: resource.values.peek('owner_id') });
  const named = rules.map(({ resource }) => resource.values.peek('security_group_id'));
  for (const id of [...others, ...named])
    if (id !== undefined && !known.has(id)) known.set(id, { owner: undefined });
  return known;
}
