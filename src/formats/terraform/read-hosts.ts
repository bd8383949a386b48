import type { Report } from '../../diagnostics/diagnostic.js';
import { assembleHosts, type HostRecord } from '../shared/host-records.js';
import { readAttachments } from './attachments.js';
import type { GroupNames } from './carried.js';
import type { Inventory } from './inventory.js';
import { idOf } from './kinds.js';
import { pastOf } from './past.js';
import { plainIdsOf, primaryIdOf, readInstances, readInterfaces } from './planned-hosts.js';
import type { Resource } from './resource.js';

/** Instances and interfaces as hosts. */
export function readHosts(inventory: Inventory, report: Report): readonly HostRecord[] {
  const ids = plainIdsOf([...inventory.instances, ...inventory.interfaces]);
  const attachments = readAttachments({
    ...inventory,
    pastGroupAttachments: pastOf(
      inventory.groupAttachments,
      inventory.destroyed.filter(({ resource }) => resource.type === 'aws_network_interface_sg_attachment'),
    ),
    idOf: (resource: Resource) => ids.get(resource),
    primaryOf: (instance: Resource) => primaryIdOf(instance) ?? ids.get(instance),
  });
  const context = { ids, names: groupNamesOf(inventory), attachments };
  const standalone = readInterfaces(inventory.interfaces, context);
  const instances = readInstances(inventory.instances, standalone, context);
  return assembleHosts(instances, standalone, report);
}

function groupNamesOf({ groups }: Inventory): GroupNames {
  const names = new Map<string, string[]>();
  for (const { resource } of groups) {
    const name = resource.values.peek('name');
    if (name) names.set(name, [...(names.get(name) ?? []), idOf(resource)]);
  }
  return names;
}
