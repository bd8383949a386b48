import { noAddresses } from '../../address/address-set.js';
import type { Host } from '../../definition/model.js';
import { onKey } from '../../diagnostics/source.js';
import { type Carrier, toInterface } from '../shared/bare-groups.js';
import { nameOf } from '../shared/tags.js';
import { readAttachments } from './attachments.js';
import { type Placed, readInstance } from './instances.js';
import { type Reading, readInterface } from './interfaces.js';
import type { ResourceType } from './kinds.js';
import { evaluateProperties, freeText } from './properties.js';
import type { Resource } from './resources.js';
import { readTags } from './tags.js';

/** A host before it is settled what stands for an interface without groups. */
export interface HostRecord extends Omit<Host, 'interfaces'> {
  readonly interfaces: readonly Carrier[];
}

/** Instances with their interfaces; an interface that is attached to none is a host of its own. */
export function readHosts(reading: Reading, resources: readonly Resource[]): readonly HostRecord[] {
  const attachments = readAttachments(reading.template, resources, reading.report);
  const ofType = (type: ResourceType): readonly Resource[] => resources.filter((one) => one.type === type);
  const instances = ofType('AWS::EC2::Instance').map((resource) => ({
    resource,
    interfaces: [...readInstance(reading, resource, attachments)],
  }));
  const byId = new Map(instances.map(({ resource, interfaces }) => [resource.id, interfaces]));
  const loose: HostRecord[] = [];
  for (const resource of ofType('AWS::EC2::NetworkInterface')) {
    const carrier = readStandalone(reading, resource);
    const attachment = attachments.get(resource.id);
    const host = attachment && byId.get(attachment.instance);
    if (host) host.push({ carrier, position: attachment.position });
    else loose.push(hostOf(reading, resource, [carrier]));
  }
  return [
    ...instances.map(({ resource, interfaces }) => hostOf(reading, resource, inOrder(interfaces))),
    ...loose,
  ];
}

function readStandalone(reading: Reading, { id, properties, span }: Resource): Carrier {
  const place = onKey(span);
  if (properties === undefined) return { id, name: id, addresses: noAddresses, groups: [], span: place };
  return readInterface(reading, properties, ['GroupSet'], id, place);
}

function inOrder(interfaces: readonly Placed[]): readonly Carrier[] {
  const sorted = [...interfaces].sort((a, b) => a.position - b.position);
  return sorted.map(({ carrier }) => carrier);
}

function hostOf(
  { template, report }: Reading,
  { id, properties, span }: Resource,
  interfaces: readonly Carrier[],
): HostRecord {
  const tags = properties ? readTags(template, properties, report) : new Map<string, string>();
  const described = properties && evaluateProperties(template, properties, ['Description'], report);
  const description = described ? freeText(described, 'Description') : '';
  return {
    id,
    name: nameOf(tags, id),
    description,
    tags,
    interfaces,
    settings: {},
    cloud: true,
    span: onKey(span),
  };
}

export function toHost(record: HostRecord): Host {
  return { ...record, interfaces: record.interfaces.map((one) => toInterface('cloudformation', one)) };
}
