import { noAddresses } from '../../address/address-set.js';
import type { Direction, Group, Rule } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Item } from '../shared/item.js';
import { rulesKey } from '../shared/meaning.js';
import { readGroupName, readId } from '../shared/names.js';
import { readTags } from '../shared/tags.js';
import { factsOfGroup } from './group-index.js';
import type { Known } from './permission-peers.js';
import { readPermissions } from './permissions.js';

/** Reads describe-security-groups. The same group twice is no harm; two that differ leave open which one holds. */
export function readGroups(items: readonly Item[], known: Known, report: Report): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const group = readGroup(item, known);
    if (group === undefined) continue;
    const first = groups.get(group.id);
    if (first === undefined) groups.set(group.id, group);
    else if (!sameMeaning(first, group)) {
      const related = [{ message: 'first definition', span: first.span }];
      report('duplicate', group.span, { kind: 'group', name: group.id }, { related });
    }
  }
  return groups;
}

function readGroup(item: Item, known: Known): Group | undefined {
  const id = readId(item, 'GroupId', 'group');
  if (id === undefined) return undefined;
  for (const key of ['OwnerId', 'VpcId']) item.text(key);
  return {
    id,
    name: readGroupName(item, id),
    description: item.text('Description') ?? '',
    tags: readTags(item, 'Tags'),
    ingress: readRules(item, id, 'ingress', known),
    egress: readRules(item, id, 'egress', known),
    members: noAddresses,
    span: item.at('GroupId'),
  };
}

/** A list that is not there lets nothing through: an export that lost it must not come to mean "everything". */
function readRules(item: Item, name: string, direction: Direction, known: Known): readonly Rule[] {
  const [key, way] = direction === 'ingress' ? ['IpPermissions', 'enter'] : ['IpPermissionsEgress', 'leave'];
  if (!item.has(key)) item.report('missing-rules', item.at('GroupId'), { name, key, way });
  const rules: Rule[] = [];
  readPermissions(item, key, { direction, group: factsOfGroup(item), known, rules });
  return rules;
}

function sameMeaning(a: Group, b: Group): boolean {
  return (
    a.name === b.name &&
    rulesKey(a.ingress) === rulesKey(b.ingress) &&
    rulesKey(a.egress) === rulesKey(b.egress)
  );
}
