import type { Group } from '../../definition/model.js';
import type { CloudGroup, CloudList } from '../cloud/model.js';
import { awsDescription } from '../cloud/texts.js';
import type { Context } from './context.js';
import { attribute, type Block, block, reference } from './hcl.js';
import { standaloneRule } from './standalone-rule.js';
import { tagsOf } from './tags.js';

/**
 * A group and its rules. Terraform takes the rule away by which everything may leave (fact 30), and from the group that
 * every network has all of its rules, so that whatever is allowed is written.
 */
export function groupBlocks({ group, ingress, egress }: CloudGroup, context: Context): readonly Block[] {
  const { type, label } = context.group(group);
  const rules = [...ingress, ...egress].map((rule) => standaloneRule(group, rule, context));
  return [block('resource', [type, label], groupBody(group, type, context)), ...rules];
}

function groupBody(group: Group, type: string, { groupName, report }: Context): Block['body'] {
  const { description, span, tags } = group;
  const named = type === 'aws_security_group';
  const text = named ? awsDescription(description, span, report) : '';
  return [
    ...(named ? [attribute('name', groupName(group))] : []),
    ...(text === '' ? [] : [attribute('description', text)]),
    attribute('vpc_id', reference('var', 'vpc_id')),
    ...tagsOf(tags),
  ];
}

export function listBlock(list: CloudList, context: Context): Block {
  const { type, label } = context.list(list);
  return block(
    'resource',
    [type, label],
    [
      attribute('name', list.name),
      attribute('address_family', list.family === 'ipv4' ? 'IPv4' : 'IPv6'),
      attribute('max_entries', list.maxEntries),
      ...list.prefixes.map((prefix) => block('entry', [], [attribute('cidr', prefix)])),
    ],
  );
}
