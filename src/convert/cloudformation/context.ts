import type { Group } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { CloudDefinition, CloudList } from '../cloud/model.js';
import { awsNames } from '../cloud/names.js';
import { isLogicalId, LogicalIds } from './logical-ids.js';

/** What the parts of a template are written with. */
export interface Context {
  readonly ids: LogicalIds;
  readonly groupId: (group: Group) => string;
  /** What a group is called in its network, where names are unique. */
  readonly groupName: (group: Group) => string;
  readonly listId: (list: CloudList) => string;
  readonly report: Report;
}

export function contextOf({ groups, lists }: CloudDefinition, report: Report): Context {
  const ids = new LogicalIds();
  const nodes = groups.map(({ group }) => group);
  const groupIds = new Map(nodes.map((group) => [group, idOf(group, ids)]));
  const listIds = new Map(lists.map((list) => [list, ids.of(list.name, 'PrefixList')]));
  const names = awsNames(nodes, report);
  return {
    ids,
    groupId: (group) => groupIds.get(group)!,
    groupName: (group) => names.get(group)!,
    listId: (list) => listIds.get(list)!,
    report,
  };
}

/** Groups of a template have an id that is not their name. */
function idOf({ id, name }: Group, ids: LogicalIds): string {
  return id !== name && isLogicalId(id) ? ids.of(id, '') : ids.of(name, 'SecurityGroup');
}
