import type { GroupReference } from '../../definition/model.js';
import { type Block, blockOf, isPending, nestedBlocks, reportPending } from './block.js';
import { groupId, idOf, instanceId, interfaceId } from './kinds.js';
import { type Accept, linkOne } from './links.js';
import type { Found } from './plan-context.js';
import type { Resource } from './resource.js';
import { knownText, type PlacedText } from './texts.js';
import { placeOfUnknown } from './unknown.js';

/** Which interface is whose, and which groups are attached to interfaces by resources of their own. */
export interface Attachments {
  readonly ofInterface: ReadonlyMap<
    string,
    { readonly instance: string; readonly position: number | undefined }
  >;
  /** Hosts whose primary interface is a resource of its own. */
  readonly withOwnPrimary: ReadonlySet<string>;
  readonly groups: ReadonlyMap<string, readonly GroupReference[]>;
  /** What was attached before the plan: the interface's id, a space and the group's. */
  readonly detached: ReadonlySet<string>;
}

/** What attachments are read from, each with the names of instances and interfaces. */
export interface AttachmentSources {
  readonly instances: readonly Found[];
  readonly interfaces: readonly Found[];
  readonly interfaceAttachments: readonly Found[];
  readonly groupAttachments: readonly Found[];
  /** Those that the plan changes or destroys, as they were. */
  readonly pastGroupAttachments: readonly Found[];
  /** The id of an instance or interface. */
  readonly idOf: (resource: Resource) => string | undefined;
  /** The id of the interface that stands for an instance. */
  readonly primaryOf: (instance: Resource) => string | undefined;
}

export function readAttachments(sources: AttachmentSources): Attachments {
  const ofInterface = new Map<string, { instance: string; position: number | undefined }>();
  const withOwnPrimary = new Set<string>();
  const attach = (
    interfaceName: string | undefined,
    instance: string | undefined,
    position: number | undefined,
  ) => {
    if (interfaceName === undefined || instance === undefined) return;
    ofInterface.set(interfaceName, { instance, position });
    if (position === 0) withOwnPrimary.add(instance);
  };
  for (const { resource, planContext } of sources.interfaces) {
    for (const one of nestedBlocks(blockOf(resource, planContext), 'attachment')) {
      const key = one.item.has('instance_id') ? 'instance_id' : 'instance';
      attach(sources.idOf(resource), instanceAt(one, key, sources), one.item.integer('device_index'));
    }
  }
  for (const { resource, planContext } of sources.interfaceAttachments) {
    const block = blockOf(resource, planContext);
    const position = block.item.integer('device_index');
    attach(interfaceAt(block, sources), instanceAt(block, 'instance_id', sources), position);
  }
  for (const { resource, planContext } of sources.instances) {
    const block = blockOf(resource, planContext);
    const host = sources.idOf(resource);
    for (const one of nestedBlocks(block, 'network_interface'))
      attach(interfaceAt(one, sources), host, one.item.integer('device_index'));
    for (const one of nestedBlocks(block, 'primary_network_interface'))
      attach(interfaceAt(one, sources), host, 0);
    if (hasOwnPrimary(block) && host !== undefined) withOwnPrimary.add(host);
  }
  return { ofInterface, withOwnPrimary, groups: attachedGroups(sources), detached: detachedGroups(sources) };
}

/** An instance with such blocks says nothing of its primary interface itself. */
function hasOwnPrimary(block: Block): boolean {
  return ['network_interface', 'primary_network_interface'].some(
    (key) => nestedBlocks(block, key).length > 0,
  );
}

function instanceAt(block: Block, key: string, { idOf }: AttachmentSources): string | undefined {
  const found = placedAt(block, key, instanceId);
  return found && ('resource' in found ? idOf(found.resource) : found.text);
}

function interfaceAt(block: Block, { idOf, primaryOf }: AttachmentSources): string | undefined {
  const found = placedAt(block, 'network_interface_id', interfaceId);
  if (!found) return undefined;
  if (!('resource' in found)) return found.text;
  return found.resource.type === 'aws_instance' ? primaryOf(found.resource) : idOf(found.resource);
}

/** An id that is known, or the resource whose id it will be. */
function placedAt(
  block: Block,
  key: string,
  accept: Accept,
): PlacedText | { readonly resource: Resource } | undefined {
  if (!isPending(block, key)) return knownText(block, key);
  const link = linkOne(block, key, accept);
  if (!link.resources) reportPending(block, key, link.problem);
  return link.resources?.[0] && { resource: link.resources[0] };
}

function attachedGroups(sources: AttachmentSources): Attachments['groups'] {
  const groups = new Map<string, GroupReference[]>();
  for (const found of sources.groupAttachments) {
    const one = groupAttachment(found, sources);
    if (one) groups.set(one.interfaceName, [...(groups.get(one.interfaceName) ?? []), one.group]);
  }
  return groups;
}

function detachedGroups(sources: AttachmentSources): Attachments['detached'] {
  const found = sources.pastGroupAttachments.flatMap((one) => groupAttachment(one, sources) ?? []);
  return new Set(found.map(({ interfaceName, group }) => `${interfaceName} ${group.reference}`));
}

function groupAttachment({ resource, planContext }: Found, sources: AttachmentSources) {
  const block = blockOf(resource, planContext);
  const interfaceName = interfaceAt(block, sources);
  const found = placedAt(block, 'security_group_id', groupId);
  if (interfaceName === undefined || !found) return undefined;
  const group: GroupReference =
    'resource' in found
      ? { reference: idOf(found.resource), span: placeOfUnknown(block.unknown, 'security_group_id') }
      : { reference: found.text, span: found.span };
  return { interfaceName, group };
}
