import type { Report } from '../../diagnostics/diagnostic.js';
import type { CloudDefinition, CloudGroup, CloudList } from '../cloud/model.js';
import { awsDescription, isAwsGroupName } from '../cloud/texts.js';
import { hostSections } from './host-sections.js';
import { Ids } from './ids.js';
import { type Identities, permissions } from './permissions.js';
import { tagFields } from './tags.js';

/** The definition as AWS describes it: what its describe commands print, in one document. */
export function writeAws(definition: CloudDefinition, report: Report): string {
  const { groups, lists, hosts } = definition;
  const identities = identitiesOf(definition);
  const output = {
    SecurityGroups: groups.map((one) => groupFields(one, identities, report)),
    PrefixLists: lists.map((one) => listFields(one, identities)),
    ...hostSections(hosts, identities, report),
  };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}

function identitiesOf({ groups, lists }: CloudDefinition): Identities {
  const [groupIds, listIds] = [new Ids('sg'), new Ids('pl')];
  const ofGroups = new Map(groups.map(({ group }) => [group, groupIds.of(group.id)]));
  const ofLists = new Map(lists.map((list) => [list, listIds.of(list.id)]));
  return { groupId: (group) => ofGroups.get(group)!, listId: (list) => ofLists.get(list)! };
}

function groupFields({ group, ingress, egress }: CloudGroup, identities: Identities, report: Report) {
  return {
    GroupId: identities.groupId(group),
    ...(isAwsGroupName(group, report) && { GroupName: group.name }),
    Description: awsDescription(group.description, group.span, report),
    IpPermissions: permissions(ingress, identities, report),
    IpPermissionsEgress: permissions(egress, identities, report),
    Tags: tagFields(group.tags),
  };
}

/** The entries stand in the list, as describe-prefix-lists has them: those of their own command name no list (fact 29). */
function listFields(list: CloudList, { listId }: Identities) {
  const { name, family, maxEntries, prefixes } = list;
  return {
    PrefixListId: listId(list),
    PrefixListName: name,
    AddressFamily: family === 'ipv4' ? 'IPv4' : 'IPv6',
    MaxEntries: maxEntries,
    Cidrs: prefixes,
  };
}
