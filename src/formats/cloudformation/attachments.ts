import type { Report } from '../../diagnostics/diagnostic.js';
import type { ResourceType } from './kinds.js';
import { attributeIn, evaluateProperties, type Properties, whyUnknown } from './properties.js';
import type { Resource } from './resources.js';
import type { Template } from './template.js';
import { reportUnknown } from './value.js';

/** Which instance an interface is attached to, and as which one of its interfaces: 0 is the primary one. */
export interface Attachment {
  readonly instance: string;
  readonly position: number;
}

/** Attachments by the logical id of their interface. One that is not known leaves its interface a host of its own. */
export type Attachments = Map<string, Attachment>;

export function readAttachments(
  template: Template,
  resources: readonly Resource[],
  report: Report,
): Attachments {
  const attachments: Attachments = new Map();
  for (const { type, properties } of resources) {
    if (type !== 'AWS::EC2::NetworkInterfaceAttachment' || properties === undefined) continue;
    const keys = ['InstanceId', 'NetworkInterfaceId', 'DeviceIndex'];
    const own = evaluateProperties(template, properties, keys, report);
    const instance = resourceAt(own, 'InstanceId', 'AWS::EC2::Instance');
    const interfaceId = resourceAt(own, 'NetworkInterfaceId', 'AWS::EC2::NetworkInterface');
    const position = positionIn(own, 1);
    if (instance !== undefined && interfaceId !== undefined)
      attach(attachments, interfaceId, { instance, position }, own);
  }
  return attachments;
}

/** An interface belongs to one instance: a second one would make two hosts out of one set of addresses. */
export function attach(
  attachments: Attachments,
  id: string,
  attachment: Attachment,
  { item }: Properties,
): void {
  if (!attachments.has(id)) attachments.set(id, attachment);
  else item.report('duplicate', item.span, { kind: 'attachment of interface', name: id });
}

/** The place among the instance's interfaces. */
export function positionIn({ item, values }: Properties, otherwise: number): number {
  if (whyUnknown(values.get('DeviceIndex'))) return otherwise;
  return item.integer('DeviceIndex') ?? otherwise;
}

/** The resource of this template whose id stands at `key`; what is none is reported. */
export function resourceAt(
  { item, values }: Properties,
  key: string,
  type: ResourceType,
): string | undefined {
  const value = values.get(key);
  const attribute = attributeIn(value);
  const isId = attribute?.attribute === undefined || attribute.attribute === 'Id';
  if (attribute?.type === type && isId) return attribute.resource;
  const why = whyUnknown(value);
  if (why) reportUnknown(why, item.report);
  const name = why ? undefined : item.requiredText(key);
  if (name !== undefined)
    item.report('unknown-value', item.at(key), { what: `'${name}'`, why: 'is not in the template' });
  return undefined;
}
