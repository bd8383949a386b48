import type { Resource } from './resource.js';
import type { Contents } from './shape.js';
import { isStandaloneRule } from './standalone-rules.js';
import type { Found } from './world.js';

/** The resources of all documents by what they are read for; managed ones before data sources. */
export interface Inventory {
  readonly groups: readonly Found[];
  readonly rules: readonly Found[];
  readonly lists: readonly Found[];
  readonly entries: readonly Found[];
  readonly instances: readonly Found[];
  readonly interfaces: readonly Found[];
  readonly interfaceAttachments: readonly Found[];
  readonly groupAttachments: readonly Found[];
  /** What plans destroy, as it was. */
  readonly destroyed: readonly Found[];
}

export function inventoryOf(contents: readonly Contents[]): Inventory {
  const all = contents.flatMap(({ world }) =>
    [...world.resources.values()].map((resource): Found => ({ resource, world })),
  );
  const found = [...all.filter(isManaged), ...all.filter((one) => !isManaged(one))];
  const ofType = (...types: readonly string[]) =>
    found.filter(({ resource }) => types.includes(resource.type));
  return {
    groups: ofType('aws_security_group', 'aws_default_security_group').filter(isManaged),
    rules: found.filter(({ resource }) => isStandaloneRule(resource)),
    lists: ofType('aws_ec2_managed_prefix_list', 'aws_prefix_list'),
    entries: ofType('aws_ec2_managed_prefix_list_entry').filter(isManaged),
    instances: ofType('aws_instance'),
    interfaces: ofType('aws_network_interface'),
    interfaceAttachments: ofType('aws_network_interface_attachment').filter(isManaged),
    groupAttachments: ofType('aws_network_interface_sg_attachment').filter(isManaged),
    destroyed: contents.flatMap(({ world, destroyed }) =>
      destroyed.map((resource: Resource) => ({ resource, world })),
    ),
  };
}

function isManaged({ resource }: Found): boolean {
  return resource.mode === 'managed';
}
