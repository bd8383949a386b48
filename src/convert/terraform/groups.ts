import type { CloudGroup, CloudList } from '../cloud/model.js';
import { awsDescription } from '../cloud/texts.js';
import type { Context } from './context.js';
import { attribute, type Block, block, reference } from './hcl.js';
import { inlineRule, standaloneRule } from './rules.js';
import { tagsOf } from './tags.js';

/** A group and its rules. Terraform takes the rule away by which everything may leave (fact 30), so that it is written. */
export function groupBlocks({ group, ingress, egress }: CloudGroup, context: Context): readonly Block[] {
  const { type, label } = context.group(group);
  const { description, span, tags } = group;
  const rules = [...ingress, ...egress];
  const vpc = attribute('vpc_id', reference('var', 'vpc_id'));
  const about = tagsOf(tags, span, context.report);
  if (type === 'aws_default_security_group') {
    // The network has this group already; its rules become those that stand here.
    const inline = rules.map((rule) => inlineRule(group, rule, context));
    return [block('resource', [type, label], [vpc, ...about, ...inline])];
  }
  const text = awsDescription(description, span, context.report);
  return [
    block(
      'resource',
      [type, label],
      [
        attribute('name', context.groupName(group)),
        ...(text === '' ? [] : [attribute('description', text)]),
        vpc,
        ...about,
      ],
    ),
    ...rules.map((rule) => standaloneRule(group, rule, context)),
  ];
}

export function listBlock(one: CloudList, context: Context): Block {
  const { type, label } = context.list(one);
  return block(
    'resource',
    [type, label],
    [
      attribute('name', one.name),
      attribute('address_family', one.family === 'ipv4' ? 'IPv4' : 'IPv6'),
      attribute('max_entries', one.maxEntries),
      ...one.prefixes.map((prefix) => block('entry', [], [attribute('cidr', prefix)])),
    ],
  );
}
