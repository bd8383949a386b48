import type { Item } from '../shared/item.js';

/** What tells groups of one name apart. */
export interface GroupFacts {
  readonly id: string;
  readonly name?: string | undefined;
  /** The account; absent where the output does not say. */
  readonly owner?: string | undefined;
  readonly network?: string | undefined;
}

/** The groups that references can lead to. */
export interface GroupIndex {
  readonly byId: ReadonlyMap<string, GroupFacts>;
  readonly byName: ReadonlyMap<string, readonly GroupFacts[]>;
}

/**
 * Every group of describe-security-groups, and of describe-security-group-rules, which knows no names. Values of
 * a wrong type count as absent here; they are reported where the group or rule is read.
 */
export function indexGroups(groups: readonly Item[], rules: readonly Item[]): GroupIndex {
  const byId = new Map<string, GroupFacts>();
  const byName = new Map<string, GroupFacts[]>();
  for (const facts of groups.map(factsOfGroup)) {
    if (byId.has(facts.id)) continue;
    byId.set(facts.id, facts);
    if (!facts.name) continue;
    const same = byName.get(facts.name);
    if (same) same.push(facts);
    else byName.set(facts.name, [facts]);
  }
  for (const rule of rules) {
    const facts = factsOfRule(rule);
    if (!byId.has(facts.id)) byId.set(facts.id, facts);
  }
  return { byId, byName };
}

export function factsOfGroup(group: Item): GroupFacts {
  const id = group.peek('GroupId') ?? '';
  return { id, name: group.peek('GroupName'), owner: group.peek('OwnerId'), network: group.peek('VpcId') };
}

export function factsOfRule(rule: Item): GroupFacts {
  return { id: rule.peek('GroupId') ?? '', owner: rule.peek('GroupOwnerId') };
}

/** The same index, with groups of which nothing is known but who carries them. */
export function withCarried(index: GroupIndex, carried: Iterable<string>): GroupIndex {
  const byId = new Map(index.byId);
  for (const id of carried) if (!byId.has(id)) byId.set(id, { id });
  return { ...index, byId };
}

/** Groups of the name that `from` may mean: of the account given, or else its own, and of its own network. */
export function namesakes(
  index: GroupIndex,
  name: string,
  from: Omit<GroupFacts, 'id'>,
): readonly GroupFacts[] {
  const found = index.byName.get(name) ?? [];
  return found.filter((one) => agree(one.owner, from.owner) && agree(one.network, from.network));
}

/** An output that leaves one of them out cannot contradict. */
function agree(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}
