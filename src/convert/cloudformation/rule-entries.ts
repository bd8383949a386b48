import type { Node } from 'yaml';
import type { Report } from '../../diagnostics/diagnostic.js';
import { protocolFields } from '../aws/permissions.js';
import type { CloudRule } from '../cloud/model.js';
import { awsDescription } from '../cloud/texts.js';
import { formatTitles } from '../written-formats.js';
import { type Entry, mapping, scalar } from '../yaml.js';
import type { Context } from './context.js';
import { attribute, literal } from './values.js';

/** What a rule says, of which a rule inline and one that is a resource of its own both consist. */
export function ruleEntries(rule: CloudRule, context: Context): readonly Entry[] {
  const { IpProtocol, FromPort, ToPort } = protocolFields(rule.traffic);
  const { span } = rule;
  const description = awsDescription(rule.description, span, context.report);
  return [
    ['IpProtocol', scalar(IpProtocol)],
    ...(FromPort === undefined ? [] : [['FromPort', scalar(FromPort)] as const]),
    ...(ToPort === undefined ? [] : [['ToPort', scalar(ToPort)] as const]),
    peerEntry(rule, context),
    ...(description === '' ? [] : [['Description', literal(description, span, context.report)] as const]),
  ];
}

function peerEntry({ peer, direction }: CloudRule, { groupId, listId }: Context): Entry {
  const side = direction === 'ingress' ? 'Source' : 'Destination';
  if (peer.kind === 'group') return [`${side}SecurityGroupId`, attribute(groupId(peer.group), 'GroupId')];
  if (peer.kind === 'list') return [`${side}PrefixListId`, attribute(listId(peer.list), 'PrefixListId')];
  return [peer.family === 'ipv4' ? 'CidrIp' : 'CidrIpv6', scalar(peer.prefix)];
}

/** ICMP of a type and code that nothing sends, to the one address that is no host's (fact 32). */
const NO_EGRESS = { IpProtocol: 'icmp', FromPort: 252, ToPort: 86 } as const;
const NO_ONE = '255.255.255.255/32';

/** The rule that stands where nothing may leave: no list of egress rules at all would let everything out. */
export function noEgress(): Node {
  return mapping([
    ...Object.entries(NO_EGRESS).map(([key, value]) => [key, scalar(value)] as const),
    ['CidrIp', scalar(NO_ONE)],
    ['Description', scalar('Disallow all traffic')],
  ]);
}

/** A rule that a person wrote, and that would be taken for the one that says "nothing". */
export function reportLikeNoEgress({ direction, peer, traffic, span }: CloudRule, report: Report): void {
  if (direction !== 'egress' || peer.kind !== 'prefix' || peer.prefix !== NO_ONE) return;
  const fields = protocolFields(traffic);
  if (fields.IpProtocol !== 'icmp' || fields.FromPort !== 252 || fields.ToPort !== 86) return;
  const problem = 'icmp/252/86 to 255.255.255.255 means "nothing may leave" there';
  report('not-expressible', span, { target: formatTitles.cloudformation, problem });
}
