import type { Report } from '../../diagnostics/diagnostic.js';
import type { InstanceRecord } from '../shared/host-records.js';
import { addOnce, type InterfaceRecord, same, sameGroups } from '../shared/interface-record.js';
import type { Item } from '../shared/item.js';
import { readId } from '../shared/names.js';
import { nameOf, readTags } from '../shared/tags.js';
import { readAddresses } from './addresses.js';
import type { GroupIndex } from './group-index.js';
import { readGroupReferences, readInterface } from './interfaces.js';

/** Reads describe-instances, leaving out what is gone. The same instance twice is no harm if it says the same. */
export function readInstances(
  items: readonly Item[],
  standalone: ReadonlyMap<string, InterfaceRecord>,
  index: GroupIndex,
  report: Report,
): ReadonlyMap<string, InstanceRecord> {
  const records = new Map<string, InstanceRecord>();
  for (const item of items) {
    const id = readId(item, 'InstanceId', 'host');
    if (id === undefined || isGone(item)) continue;
    const record = readInstance(item, id, standalone, index);
    const first = records.get(id);
    if (first === undefined) records.set(id, record);
    else if (!sameInstance(first, record)) {
      const related = [{ message: 'first definition', span: first.span }];
      report('duplicate', record.span, { kind: 'host', name: id }, { related });
    }
  }
  return records;
}

/** Addresses of a terminated instance may belong to another one by now. */
function isGone(instance: Item): boolean {
  const state = instance.item('State')?.text('Name');
  return state === 'terminated' || state === 'shutting-down';
}

function readInstance(
  item: Item,
  id: string,
  standalone: ReadonlyMap<string, InterfaceRecord>,
  index: GroupIndex,
): InstanceRecord {
  const tags = readTags(item, 'Tags');
  const interfaces = readInlineInterfaces(item, id, standalone, index);
  const primary = interfaces.length === 0 ? readPrimary(item, id, index) : undefined;
  return { id, name: nameOf(tags, id), tags, interfaces, primary, span: item.at('InstanceId') };
}

/**
 * The interfaces that an instance lists, each once. What describe-network-interfaces also has was read there, with all
 * that is odd about it.
 */
function readInlineInterfaces(
  instance: Item,
  host: string,
  standalone: ReadonlyMap<string, InterfaceRecord>,
  index: GroupIndex,
): readonly InterfaceRecord[] {
  const records = new Map<string, InterfaceRecord>();
  for (const item of instance.items('NetworkInterfaces')) {
    const id = readId(item, 'NetworkInterfaceId', 'interface');
    if (id === undefined) continue;
    const record = readInterface(standalone.has(id) ? item.errorsOnly() : item, id, index);
    addOnce(records, { ...record, instance: host }, item.report);
  }
  return [...records.values()];
}

function readPrimary(item: Item, id: string, index: GroupIndex): InterfaceRecord | undefined {
  if (!item.has('PrivateIpAddress') && !item.has('Ipv6Address') && !item.has('SecurityGroups'))
    return undefined;
  return {
    id,
    name: id,
    description: '',
    tags: new Map(),
    addresses: readAddresses(item),
    groups: readGroupReferences(item, 'SecurityGroups', index),
    instance: id,
    position: 0,
    span: item.at('InstanceId'),
  };
}

function sameInstance(a: InstanceRecord, b: InstanceRecord): boolean {
  const [ours, theirs] = [interfacesOf(a), interfacesOf(b)];
  return (
    a.name === b.name &&
    ours.length === theirs.length &&
    ours.every((one, i) => sameInterface(one, theirs[i]!))
  );
}

function interfacesOf({ interfaces, primary }: InstanceRecord): readonly InterfaceRecord[] {
  return primary === undefined ? interfaces : [primary];
}

function sameInterface(a: InterfaceRecord, b: InterfaceRecord): boolean {
  return a.id === b.id && same(a, b) && sameGroups(a, b);
}
