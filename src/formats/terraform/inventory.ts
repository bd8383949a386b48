import { readId } from '../shared/names.js';
import { ENTRY_TYPE, idOf } from './kinds.js';
import type { NeutronInventory } from './openstack/inventory.js';
import {
  ASSOCIATION_TYPE,
  ATTACHMENT_TYPE,
  COMPUTE_GROUP_TYPE,
  GROUP_TYPE,
  INSTANCE_TYPE,
  PORT_TYPE,
  RULE_TYPE,
} from './openstack/kinds.js';
import type { Found } from './plan-context.js';
import type { Resource } from './resource.js';
import type { Contents } from './shape.js';
import { isStandaloneRule } from './standalone-rules.js';

/** The resources of all documents by what they are read for; managed ones before data sources. */
export interface Inventory extends NeutronInventory {
  readonly groups: readonly Found[];
  readonly rules: readonly Found[];
  readonly lists: readonly Found[];
  readonly entries: readonly Found[];
  readonly instances: readonly Found[];
  readonly interfaces: readonly Found[];
  readonly interfaceAttachments: readonly Found[];
  readonly groupAttachments: readonly Found[];
  /** Resources of AWS that are none of these. */
  readonly others: readonly Found[];
  /** All that is managed. */
  readonly managed: readonly Found[];
  /** What plans destroy, as it was. */
  readonly destroyed: readonly Found[];
}

export function inventoryOf(contents: readonly Contents[]): Inventory {
  const all = contents.flatMap(({ planContext }) =>
    [...planContext.resources.values()].map((resource): Found => ({ resource, planContext })),
  );
  const found = [...all.filter(isManaged), ...all.filter((one) => !isManaged(one))];
  const ofType = (...types: readonly string[]) =>
    found.filter(({ resource }) => types.includes(resource.type));
  const withIds = (...types: readonly string[]) => ofType(...types).filter(hasFitId);
  return {
    groups: withIds('aws_security_group', 'aws_default_security_group').filter(isManaged),
    rules: found.filter(({ resource }) => isStandaloneRule(resource)),
    lists: withIds('aws_ec2_managed_prefix_list', 'aws_prefix_list'),
    entries: ofType(ENTRY_TYPE).filter(isManaged),
    instances: withIds('aws_instance'),
    interfaces: withIds('aws_network_interface'),
    interfaceAttachments: ofType('aws_network_interface_attachment').filter(isManaged),
    groupAttachments: ofType('aws_network_interface_sg_attachment').filter(isManaged),
    neutronGroups: withIds(GROUP_TYPE, COMPUTE_GROUP_TYPE).filter(isManaged),
    namedGroups: withIds(GROUP_TYPE).filter((one) => !isManaged(one)),
    neutronRules: ofType(RULE_TYPE).filter(isManaged),
    neutronPorts: unique(withIds(PORT_TYPE)),
    novaServers: unique(withIds(INSTANCE_TYPE)),
    novaAttachments: ofType(ATTACHMENT_TYPE).filter(isManaged),
    neutronAssociations: ofType(ASSOCIATION_TYPE).filter(isManaged),
    others: found.filter((one) => isManaged(one) && isOther(one)),
    managed: found.filter(isManaged),
    destroyed: contents.flatMap(({ planContext, destroyed }) =>
      destroyed.map((resource: Resource) => ({ resource, planContext })),
    ),
  };
}

const readTypes: ReadonlySet<string> = new Set([
  ...['aws_security_group', 'aws_default_security_group', 'aws_instance', 'aws_network_interface'],
  ...['aws_ec2_managed_prefix_list', ENTRY_TYPE],
  ...['aws_network_interface_attachment', 'aws_network_interface_sg_attachment'],
]);

function isOther({ resource }: Found): boolean {
  return resource.type.startsWith('aws_') && !readTypes.has(resource.type) && !isStandaloneRule(resource);
}

/** An id is not there yet, or becomes part of names; one that cannot is reported. */
function hasFitId({ resource: { values } }: Found): boolean {
  return !values.has('id') || readId(values, 'id', 'resource') !== undefined;
}

function isManaged({ resource }: Found): boolean {
  return resource.mode === 'managed';
}

/** A data source of what is managed here says nothing more. */
function unique(found: readonly Found[]): readonly Found[] {
  const ids = new Set<string>();
  return found.filter(({ resource }) => {
    const id = idOf(resource);
    if (resource.mode === 'data' && ids.has(id)) return false;
    ids.add(id);
    return true;
  });
}
