import { onKey } from '../../diagnostics/source.js';
import type { Carrier } from '../shared/bare-groups.js';
import { type Attachments, attach, positionIn, resourceAt } from './attachments.js';
import { type Reading, readInterface } from './interfaces.js';
import { evaluateProperties, listAt, objectOf } from './properties.js';
import type { Resource } from './resources.js';
import type { FieldsValue } from './value.js';

/** An interface, and its place among those of its instance. */
export interface Placed {
  readonly carrier: Carrier;
  readonly position: number;
}

/**
 * The interfaces that an instance has of its own: those it lists, or else the primary one, which is all that its lists of
 * groups are about (fact 2). Those it lists by their id are attached.
 */
export function readInstance(
  reading: Reading,
  { id, properties, span }: Resource,
  attachments: Attachments,
): readonly Placed[] {
  if (properties === undefined) return [];
  const { template, report } = reading;
  const list = listAt(template, properties, 'NetworkInterfaces', report);
  if (list.kind === 'unknown') return [];
  if (list.kind === 'list' && list.items.length > 0) {
    const listed = list.items.map((one) => objectOf(one, 'NetworkInterfaces', report));
    return listed.flatMap((one, i) => (one ? readListed(reading, id, one, i, attachments) : []));
  }
  const keys = ['SecurityGroupIds', 'SecurityGroups'] as const;
  return [{ carrier: readInterface(reading, properties, keys, id, onKey(span)), position: 0 }];
}

function readListed(
  reading: Reading,
  instance: string,
  value: FieldsValue,
  index: number,
  attachments: Attachments,
): readonly Placed[] {
  const { template, report } = reading;
  const own = evaluateProperties(template, value, ['DeviceIndex', 'NetworkInterfaceId'], report);
  const position = positionIn(own, index);
  if (!own.values.has('NetworkInterfaceId')) {
    const id = `${instance}-${position}`;
    return [{ carrier: readInterface(reading, value, ['GroupSet'], id, value.span), position }];
  }
  const id = resourceAt(own, 'NetworkInterfaceId', 'AWS::EC2::NetworkInterface');
  if (id !== undefined) attach(attachments, id, { instance, position }, own);
  return [];
}
