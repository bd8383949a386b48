import type { Group } from '../../definition/model.js';
import { protocolFields } from '../aws/permissions.js';
import type { CloudRule } from '../cloud/model.js';
import { awsDescription } from '../cloud/texts.js';
import { type Context, idOf } from './context.js';
import { type Attribute, attribute, type Block, block, optional } from './hcl.js';

/** A rule that is a resource of its own, which is what the provider advises: groups can refer to one another then. */
export function standaloneRule(group: Group, rule: CloudRule, context: Context): Block {
  const type = `aws_vpc_security_group_${rule.direction}_rule`;
  const owner = context.group(group);
  const { IpProtocol, FromPort, ToPort } = protocolFields(rule.traffic);
  return block(
    'resource',
    [type, context.labels.numbered(type, owner.label)],
    [
      attribute('security_group_id', idOf(owner)),
      ...descriptionOf(rule, context),
      attribute('ip_protocol', IpProtocol),
      ...optional('from_port', FromPort),
      ...optional('to_port', ToPort),
      singlePeer(rule, context),
    ],
  );
}

function singlePeer({ peer }: CloudRule, { group, list }: Context): Attribute {
  if (peer.kind === 'group') return attribute('referenced_security_group_id', idOf(group(peer.group)));
  if (peer.kind === 'list') return attribute('prefix_list_id', idOf(list(peer.list)));
  return attribute(peer.family === 'ipv4' ? 'cidr_ipv4' : 'cidr_ipv6', peer.prefix);
}

function descriptionOf({ description, span }: CloudRule, { report }: Context): readonly Attribute[] {
  const text = awsDescription(description, span, report);
  return text === '' ? [] : [attribute('description', text)];
}
