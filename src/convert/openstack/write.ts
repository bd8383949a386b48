import type { PrefixList } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { CloudDefinition } from '../cloud/model.js';
import { type Context, groupFields, listFields } from './group-fields.js';
import { hostSections } from './server-sections.js';
import { Uuids } from './uuids.js';

/** The definition as OpenStack's API answers: its security groups, address groups, servers and ports in one document. */
export function writeOpenstack(definition: CloudDefinition, report: Report): string {
  const { groups, hosts } = definition;
  const lists = [...new Set(definition.lists.map((list) => list.of))];
  const context = contextOf(definition, lists, report);
  const answer = {
    security_groups: groups.map((one) => groupFields(one, context)),
    address_groups: lists.map((one) => listFields(one, context)),
    ...hostSections(hosts, context),
  };
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}

function contextOf({ groups }: CloudDefinition, lists: readonly PrefixList[], report: Report): Context {
  const [groupIds, listIds] = [new Uuids('security group'), new Uuids('address group')];
  const ofGroups = new Map(groups.map(({ group }) => [group, groupIds.of(group.id)]));
  const ofLists = new Map(lists.map((list) => [list, listIds.of(list.id)]));
  return {
    groupId: (group) => ofGroups.get(group)!,
    listId: (list) => ofLists.get(list)!,
    ruleIds: new Uuids('rule'),
    report,
  };
}
