import type { Group } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { DEFAULT_GROUP } from '../../policy/default-group.js';
import type { CloudDefinition, CloudList } from '../cloud/model.js';
import { awsNames } from '../cloud/names.js';
import { type Reference, reference } from './hcl.js';
import { Labels } from './labels.js';

/** What the parts of a configuration are written with. */
export interface Context {
  readonly labels: Labels;
  readonly groupName: (group: Group) => string;
  readonly group: (group: Group) => Address;
  readonly list: (list: CloudList) => Address;
  readonly report: Report;
}

/** A resource by its type and label. */
export interface Address {
  readonly type: string;
  readonly label: string;
}

export function contextOf({ groups, lists }: CloudDefinition, report: Report): Context {
  const labels = new Labels();
  const nodes = groups.map(({ group }) => group);
  const names = awsNames(nodes, report);
  const ofGroups = new Map(nodes.map((group) => [group, addressOf(names.get(group)!, labels)]));
  const ofLists = new Map(
    lists.map((list) => [list, { type: LIST, label: labels.of(LIST, list.name, 'list') }]),
  );
  return {
    labels,
    groupName: (group) => names.get(group)!,
    group: (group) => ofGroups.get(group)!,
    list: (list) => ofLists.get(list)!,
    report,
  };
}

const LIST = 'aws_ec2_managed_prefix_list';

/** AWS keeps the name `default` for the group that every network has. */
function addressOf(name: string, labels: Labels): Address {
  const type = name.toLowerCase() === DEFAULT_GROUP ? 'aws_default_security_group' : 'aws_security_group';
  return { type, label: labels.of(type, name, 'group') };
}

export function idOf({ type, label }: Address): Reference {
  return reference(type, label, 'id');
}
