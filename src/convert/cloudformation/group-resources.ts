import type { Node } from 'yaml';
import { DEFAULT_GROUP } from '../../policy/default-group.js';
import type { CloudGroup, CloudList, CloudRule } from '../cloud/model.js';
import { awsDescription } from '../cloud/texts.js';
import { type Entry, mapping, scalar, sequence } from '../yaml.js';
import type { Context } from './context.js';
import { noEgress, reportLikeNoEgress, ruleEntries } from './rule-entries.js';
import { tagsEntry } from './tags.js';
import { attribute, literal, reference } from './values.js';

/**
 * A group, and the rules that are resources of their own: where one has a group as peer, all of that direction, so that they
 * keep their order. Inline, groups that refer to one another, or one that refers to itself, would each have to be made before
 * the other.
 */
export function groupResources(cloudGroup: CloudGroup, context: Context): readonly Entry[] {
  const id = context.groupId(cloudGroup.group);
  const rules = [...cloudGroup.ingress, ...cloudGroup.egress];
  for (const rule of rules) reportLikeNoEgress(rule, context.report);
  return [
    [id, resource('AWS::EC2::SecurityGroup', groupProperties(cloudGroup, context))],
    ...[cloudGroup.ingress, cloudGroup.egress]
      .filter(isStandalone)
      .flat()
      .map((rule) => standaloneRule(id, rule, context)),
  ];
}

function groupProperties({ group, ingress, egress }: CloudGroup, context: Context): readonly Entry[] {
  const { report, groupName } = context;
  const { description, span, tags } = group;
  const name = groupName(group);
  const inline = (rules: readonly CloudRule[]) =>
    isStandalone(rules) ? [] : rules.map((rule) => mapping(ruleEntries(rule, context)));
  const outward = inline(egress);
  return [
    ['GroupDescription', literal(awsDescription(description, span, report) || name, span, report)],
    // AWS keeps this name for the group that every network has.
    ...(name.toLowerCase() === DEFAULT_GROUP ? [] : [['GroupName', literal(name, span, report)] as const]),
    ['VpcId', reference('VpcId')],
    ...listEntry('SecurityGroupIngress', inline(ingress)),
    // Always there: whether a rule that stands alone takes the default away is not for readers to decide (fact 35).
    ...listEntry('SecurityGroupEgress', outward.length > 0 ? outward : [noEgress()]),
    ...tagsEntry(tags, span, report),
  ];
}

function listEntry(key: string, items: readonly Node[]): readonly Entry[] {
  return items.length === 0 ? [] : [[key, sequence(items)]];
}

function isStandalone(rules: readonly CloudRule[]): boolean {
  return rules.some(({ peer }) => peer.kind === 'group');
}

function standaloneRule(group: string, rule: CloudRule, context: Context): Entry {
  const kind = rule.direction === 'ingress' ? 'Ingress' : 'Egress';
  const properties = [['GroupId', attribute(group, 'GroupId')] as const, ...ruleEntries(rule, context)];
  return [
    context.ids.numbered(`${group.replace(/SecurityGroup$/, '')}${kind}Rule`),
    resource(`AWS::EC2::SecurityGroup${kind}`, properties),
  ];
}

export function listResource(list: CloudList, { listId, report }: Context): Entry {
  const { family, maxEntries, prefixes } = list;
  const properties: readonly Entry[] = [
    ['PrefixListName', literal(list.name, list.span, report)],
    ['AddressFamily', scalar(family === 'ipv4' ? 'IPv4' : 'IPv6')],
    ['MaxEntries', scalar(maxEntries)],
    ...listEntry(
      'Entries',
      prefixes.map((prefix) => mapping([['Cidr', scalar(prefix)]])),
    ),
  ];
  return [listId(list), resource('AWS::EC2::PrefixList', properties)];
}

export function resource(type: string, properties: readonly Entry[]): Node {
  return mapping([
    ['Type', scalar(type)],
    ['Properties', mapping(properties)],
  ]);
}
