import { isFields } from '../shared/item.js';
import type { UnreadKind } from '../shared/unread.js';
import { isOfRain, RAIN_PACKS } from './rain.js';

/** Types of resources that hosts, groups, rules and lists are read from. */
export const readTypes = [
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::Instance',
  'AWS::EC2::NetworkInterface',
  'AWS::EC2::NetworkInterfaceAttachment',
  'AWS::EC2::PrefixList',
] as const;

export type ResourceType = (typeof readTypes)[number];

/** Whether hosts, groups, rules or lists are read from resources of that type. */
export function isRead(type: unknown): boolean {
  return readTypes.some((one) => one === type);
}

const nested: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: groups, rules and hosts in it are missing here',
  several: 'are not read: groups, rules and hosts in them are missing here',
  suggestion: 'read its template too: name its file beside this one',
};

const launched: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: the hosts that it makes are missing here',
  several: 'are not read: the hosts that they make are missing here',
  suggestion: 'add what runs instead: the interfaces and instances that AWS describes',
};

const heat: UnreadKind = {
  code: 'unread-resources',
  one: 'is read in templates of Heat alone: it is missing here',
  several: 'are read in templates of Heat alone: they are missing here',
  suggestion: "write it in a template with 'heat_template_version'",
};

const NESTED =
  /^AWS::CloudFormation::(?:Stack|StackSet)$|^AWS::Serverless::Application$|^AWS::ServiceCatalog::CloudFormationProvisionedProduct$|::MODULE$/;
const LAUNCHED =
  /^AWS::EC2::(?:LaunchTemplate|SpotFleet|EC2Fleet)$|^AWS::AutoScaling::LaunchConfiguration$|^AWS::OpsWorks::Instance$/;
const HEAT =
  /^OS::(?:Neutron::(?:SecurityGroup|SecurityGroupRule|Port|AddressGroup)|Nova::Server|Heat::\w*(?:Group|Stack))$/;

/** What is to be said of resources of a type that is not read; nothing where it has no part in a firewall. */
export function unreadKindOf(type: string): UnreadKind | undefined {
  if (isOfRain(type)) return { ...nested, ...RAIN_PACKS };
  if (NESTED.test(type)) return nested;
  if (LAUNCHED.test(type)) return launched;
  return HEAT.test(type) ? heat : undefined;
}

/** Whether a loop or a macro can make resources that matter here. A loop shows the types of what it makes. */
export function mayMakeKnown(raw: unknown): boolean {
  return !Array.isArray(raw) || typesIn(raw).some((type) => isRead(type) || unreadKindOf(type) !== undefined);
}

function typesIn(raw: unknown): readonly string[] {
  if (Array.isArray(raw)) return raw.flatMap(typesIn);
  if (!isFields(raw)) return [];
  const own = typeof raw.Type === 'string' ? [raw.Type] : [];
  return [...own, ...Object.values(raw).flatMap(typesIn)];
}
