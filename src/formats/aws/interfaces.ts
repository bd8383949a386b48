import type { GroupReference } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { addOnce, type InterfaceRecord } from '../shared/interface-record.js';
import type { Item } from '../shared/item.js';
import { readId } from '../shared/names.js';
import { nameOf, readTags } from '../shared/tags.js';
import { readAddresses } from './addresses.js';
import { type GroupIndex, namesakes } from './group-index.js';

/** Reads describe-network-interfaces. The same interface twice is no harm if it says the same. */
export function readInterfaces(
  items: readonly Item[],
  index: GroupIndex,
  report: Report,
): ReadonlyMap<string, InterfaceRecord> {
  const records = new Map<string, InterfaceRecord>();
  for (const item of items) {
    const id = readId(item, 'NetworkInterfaceId', 'interface');
    const record = id === undefined ? undefined : readInterface(item, id, index);
    if (record) addOnce(records, record, report);
  }
  return records;
}

/** An interface, of describe-network-interfaces or within its instance. */
export function readInterface(item: Item, id: string, index: GroupIndex): InterfaceRecord {
  const attachment = item.item('Attachment');
  const attached = attachment?.text('Status') !== 'detached';
  const instance =
    attached && attachment?.text('InstanceId') ? readId(attachment, 'InstanceId', 'host') : undefined;
  const tags = readTags(item, 'TagSet');
  return {
    id,
    name: nameOf(tags, id),
    description: item.text('Description') ?? '',
    tags,
    addresses: readAddresses(item),
    groups: readGroupReferences(item, 'Groups', index),
    instance,
    position: attachment?.integer('DeviceIndex'),
    span: item.at('NetworkInterfaceId'),
  };
}

/** The groups an interface carries, by id; by name only where there is no id. */
export function readGroupReferences(item: Item, key: string, index: GroupIndex): readonly GroupReference[] {
  const references: GroupReference[] = [];
  for (const one of item.items(key)) {
    const byName = !one.has('GroupId') && one.has('GroupName');
    const reference = byName ? idOfName(one, item, index) : readId(one, 'GroupId', 'group');
    if (reference !== undefined) references.push({ reference, span: one.at('GroupId') });
  }
  return references;
}

function idOfName(reference: Item, item: Item, index: GroupIndex): string | undefined {
  const name = reference.requiredText('GroupName');
  if (name === undefined) return undefined;
  const [only, more] = namesakes(index, name, { owner: item.peek('OwnerId'), network: item.peek('VpcId') });
  if (only && !more) return only.id;
  if (more) reference.report('ambiguous', reference.at('GroupName'), { kind: 'group', name });
  else reference.report('unknown-group', reference.at('GroupName'), { name });
  return undefined;
}
