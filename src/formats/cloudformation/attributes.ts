import { below, type Span } from '../../diagnostics/source.js';
import { isFields } from '../shared/item.js';
import { presenceOf } from './presence.js';
import { entryOf, evaluated, remembered, type Template } from './template.js';
import { type Attribute, because, fault, textValue, unknownValue, type Value } from './value.js';

/** Attributes that repeat what the template says of the resource, by its type: which property they repeat. */
const repeated: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['AWS::EC2::VPC', new Map([['CidrBlock', 'CidrBlock']])],
  ['AWS::EC2::Subnet', new Map([['CidrBlock', 'CidrBlock']])],
  ['AWS::EC2::Instance', new Map([['PrivateIp', 'PrivateIpAddress']])],
  ['AWS::EC2::NetworkInterface', new Map([['PrimaryPrivateIpAddress', 'PrivateIpAddress']])],
]);

const GROUP = 'AWS::EC2::SecurityGroup';
const LIST = 'AWS::EC2::PrefixList';

/** What `Ref` (no attribute) or `Fn::GetAtt` means of a resource that stands in the template. */
export function attributeOf(
  template: Template,
  id: string,
  attribute: string | undefined,
  span: Span,
): Value {
  const presence = presenceOf(template, id);
  if (presence.kind === 'unknown') return { ...presence, span };
  if (!presence.holds)
    return unknownValue(span, `resource '${id}'`, 'is not created: its condition does not hold');
  const { raw, span: place } = entryOf(template.resources, id)!;
  const type = isFields(raw) && typeof raw.Type === 'string' ? raw.Type : '';
  const property = attribute === undefined ? undefined : repeated.get(type)?.get(attribute);
  const known = property === undefined ? undefined : repeat(template, id, raw, property, place, span);
  return known ?? textValue([{ resource: id, type, attribute }], span);
}

function repeat(
  template: Template,
  id: string,
  resource: unknown,
  property: string,
  place: Span,
  span: Span,
): Value | undefined {
  const properties = isFields(resource) ? resource.Properties : undefined;
  if (!isFields(properties) || !Object.hasOwn(properties, property)) return undefined;
  const again = (): Value => fault(span, `'${property}' of '${id}'`, 'refers to itself');
  const value = remembered(template.memory.attributes, `${id}.${property}`, again, () =>
    evaluated(template, properties[property], below(place, 'Properties', property)),
  );
  if (value.kind === 'none') return undefined;
  return value.kind === 'unknown' && value.code === 'unknown-value'
    ? because(value, span, `'${property}' of '${id}'`)
    : value.kind === 'unknown'
      ? value
      : { ...value, span };
}

/** Whether a piece is the id of a security group. */
export function isGroupId({ type, attribute }: Attribute): boolean {
  return type === GROUP && (attribute === undefined || attribute === 'GroupId' || attribute === 'Id');
}

/** Whether a piece is the id of a prefix list. */
export function isListId({ type, attribute }: Attribute): boolean {
  return type === LIST && (attribute === undefined || attribute === 'PrefixListId');
}

/** Whether a piece is the id of something that rules refer to. */
export function isIdentity(piece: Attribute): boolean {
  return isGroupId(piece) || isListId(piece);
}
