import type { GroupReference } from '../../definition/model.js';
import type { InstanceRecord } from '../shared/host-records.js';
import { addOnce, type InterfaceRecord } from '../shared/interface-record.js';
import { readId } from '../shared/names.js';
import { nameOf } from '../shared/tags.js';
import { plainAddress, untaken } from './address.js';
import { readAddresses } from './addresses.js';
import type { Attachments } from './attachments.js';
import { type Block, blockOf, isUnwritten, reportPending, showsToday } from './block.js';
import { carriedIds, carriedNames, type GroupNames } from './carried.js';
import type { Found } from './plan-context.js';
import type { Resource } from './resource.js';
import { tagsOf } from './tags.js';
import { isUnknown } from './unknown.js';

/** What instances and interfaces are called: by their ids, or while these are not known by their addresses in plain letters. */
export type PlainIds = ReadonlyMap<Resource, string>;

export function plainIdsOf(found: readonly Found[]): PlainIds {
  const ids = new Map<Resource, string>();
  const taken = new Set<string>();
  for (const { resource } of found) {
    const id = resource.values.peek('id') ?? untaken(plainAddress(resource.address), taken);
    taken.add(id);
    ids.set(resource, id);
  }
  return ids;
}

/** Everything that hosts are read with. */
export interface HostContext {
  readonly ids: PlainIds;
  readonly names: GroupNames;
  readonly attachments: Attachments;
}

/** Reads `aws_network_interface`; one that also is a data source is read once. */
export function readInterfaces(
  found: readonly Found[],
  context: HostContext,
): ReadonlyMap<string, InterfaceRecord> {
  const records = new Map<string, InterfaceRecord>();
  for (const { resource, planContext } of found) {
    const id = context.ids.get(resource);
    if (id === undefined || (resource.mode === 'data' && records.has(id))) continue;
    const block = blockOf(resource, planContext);
    const tags = tagsOf(resource);
    const attached = context.attachments.ofInterface.get(id);
    const record: InterfaceRecord = {
      id,
      name: nameOf(tags, resource.address),
      description: resource.values.text('description') ?? '',
      tags,
      addresses: readAddresses(block),
      groups: groupsOf(block, id, 'security_groups', [], context),
      instance: attached?.instance,
      position: attached?.position,
      span: resource.span,
    };
    addOnce(records, record, resource.report);
  }
  return records;
}

/** Reads `aws_instance`, whose own list of groups is that of its primary interface only (fact 2). */
export function readInstances(
  found: readonly Found[],
  standalone: ReadonlyMap<string, InterfaceRecord>,
  context: HostContext,
): ReadonlyMap<string, InstanceRecord> {
  const records = new Map<string, InstanceRecord>();
  for (const { resource, planContext } of found) {
    const id = context.ids.get(resource);
    if (id === undefined || isGone(resource)) continue;
    const first = records.get(id);
    if (first && resource.mode === 'data') continue;
    if (first) {
      const related = [{ message: 'first definition', span: first.span }];
      resource.report('duplicate', resource.span, { kind: 'host', name: id }, { related });
      continue;
    }
    const tags = tagsOf(resource);
    const primary = readPrimary(blockOf(resource, planContext), id, standalone, context);
    const { address, span } = resource;
    const interfaces = primary ? [primary] : [];
    records.set(id, { id, name: nameOf(tags, address), tags, interfaces, primary: undefined, span });
  }
  return records;
}

function isGone({ values }: Resource): boolean {
  const state = values.peek('instance_state');
  return state === 'terminated' || state === 'shutting-down';
}

/** The primary interface as the instance's own attributes tell it; nothing where it is a resource of its own. */
function readPrimary(
  block: Block,
  host: string,
  standalone: ReadonlyMap<string, InterfaceRecord>,
  context: HostContext,
): InterfaceRecord | undefined {
  const { attachments } = context;
  const id = primaryIdOf(block.resource) ?? host;
  if (standalone.has(id) || attachments.withOwnPrimary.has(host)) return undefined;
  const legacy = carriedNamesIfNeeded(block, context);
  return {
    id,
    name: id,
    description: '',
    tags: new Map(),
    addresses: readAddresses(block),
    groups: groupsOf(block, id, 'vpc_security_group_ids', legacy, context),
    instance: host,
    position: 0,
    span: block.resource.span,
  };
}

export function primaryIdOf({ values }: Resource): string | undefined {
  const key = values.has('primary_network_interface_id')
    ? 'primary_network_interface_id'
    : 'network_interface_id';
  return values.peek(key) ? readId(values, key, 'interface') : undefined;
}

/** Beside the list of ids, the names are the same groups once more. */
function carriedNamesIfNeeded(block: Block, { names }: HostContext): readonly GroupReference[] {
  const ids = block.item.fields.vpc_security_group_ids;
  if (Array.isArray(ids) && ids.length > 0) return [];
  if (isUnknown(block.unknown, 'vpc_security_group_ids') && !isUnwritten(block, 'vpc_security_group_ids'))
    return [];
  return carriedNames(block, 'security_groups', names);
}

/** What an interface carries: its own list, without what was attached before the plan, and what is attached after it. */
function groupsOf(
  block: Block,
  id: string,
  key: string,
  legacy: readonly GroupReference[],
  { attachments }: HostContext,
): readonly GroupReference[] {
  const attached = attachments.groups.get(id) ?? [];
  const listed = carriedIds(block, key).filter(
    ({ reference }) => !(showsToday(block, key) && attachments.detached.has(`${id} ${reference}`)),
  );
  const all = [...listed, ...legacy, ...attached];
  // Which group the network gives to what names none is not in the plan.
  if (all.length === 0 && isUnknown(block.unknown, key) && isUnwritten(block, key)) reportPending(block, key);
  return all;
}
