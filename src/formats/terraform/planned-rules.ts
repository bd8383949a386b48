import type { Direction, Peer, Rule } from '../../definition/model.js';
import type { Traffic } from '../../traffic/traffic.js';
import { readTraffic, type TrafficKeys } from '../shared/traffic.js';
import { type Block, isUnwritten, reportPending } from './block.js';
import type { Known, Owner } from './known.js';
import {
  cidrPeers,
  groupPeers,
  listPeers,
  oneCidrPeer,
  oneGroupPeer,
  oneListPeer,
  type RuleContext,
  selfPeers,
} from './planned-peers.js';
import { isPartlyUnknown, isUnknown } from './unknown.js';

const oldKeys: TrafficKeys = { protocol: 'protocol', from: 'from_port', to: 'to_port' };
const newKeys: TrafficKeys = { ...oldKeys, protocol: 'ip_protocol' };

/** The rules of an `ingress` or `egress` block, or of an `aws_security_group_rule`: one for each of its peers. */
export function readRules(block: Block, direction: Direction, owner: Owner, known: Known): readonly Rule[] {
  const traffic = trafficOf(block, oldKeys);
  if (traffic === undefined) return [];
  const context: RuleContext = { block, traffic, owner, known };
  const peers = [
    ...cidrPeers(context, 'cidr_blocks', 'ipv4'),
    ...cidrPeers(context, 'ipv6_cidr_blocks', 'ipv6'),
    ...listPeers(context, 'prefix_list_ids'),
    ...groupPeers(context, 'security_groups'),
    ...oneGroupPeer(context, 'source_security_group_id'),
    ...selfPeers(context),
  ];
  return rulesOf(context, direction, peers);
}

const singleKeys = ['cidr_ipv4', 'cidr_ipv6', 'prefix_list_id', 'referenced_security_group_id'] as const;

/** The rule of an `aws_vpc_security_group_ingress_rule` or `_egress_rule`, which has exactly one peer (fact 5). */
export function readVpcRule(block: Block, direction: Direction, owner: Owner, known: Known): readonly Rule[] {
  const [first, more] = singleKeys.filter((key) => block.item.has(key));
  if (first !== undefined && more !== undefined) {
    const problem = `a rule has one peer; this one has '${first}' and '${more}'`;
    block.item.report('wrong-type', block.item.at(more), { problem });
    return [];
  }
  const traffic = trafficOf(block, newKeys);
  if (traffic === undefined) return [];
  const context: RuleContext = { block, traffic, owner, known };
  const peers = [
    ...oneCidrPeer(context, 'cidr_ipv4', 'ipv4'),
    ...oneCidrPeer(context, 'cidr_ipv6', 'ipv6'),
    ...oneListPeer(context, 'prefix_list_id'),
    ...oneGroupPeer(context, 'referenced_security_group_id'),
  ];
  return rulesOf(context, direction, peers);
}

/** Without its protocol and ports nothing of a rule is known: it cannot come to mean all of them. */
function trafficOf(block: Block, keys: TrafficKeys): Traffic | undefined {
  const missing = [keys.protocol, keys.from, keys.to].find((key) => isUnknown(block.unknown, key));
  if (missing === undefined) return readTraffic(block.item, keys);
  reportPending(block, missing);
  return undefined;
}

const peerKeys = [
  ...[
    'cidr_blocks',
    'ipv6_cidr_blocks',
    'prefix_list_ids',
    'security_groups',
    'source_security_group_id',
    'self',
  ],
  ...singleKeys,
];

function rulesOf(context: RuleContext, direction: Direction, peers: readonly Peer[]): readonly Rule[] {
  const { block, traffic } = context;
  const { item } = block;
  if (peers.length === 0 && !peerKeys.some((key) => namesPeer(block, key)))
    item.report('matches-nothing', item.span, { problem: 'the rule names no peer' });
  const allow = [{ kind: 'traffic', traffic: [traffic], span: item.span }] as const;
  const description = item.text('description') ?? '';
  return peers.map((peer) => ({ direction, allow, peers: [peer], description, span: peer.span }));
}

/** Whether a peer stands there, known or not; what is wrong with it has been said. */
function namesPeer(block: Block, key: string): boolean {
  const value = block.item.fields[key];
  if (isPartlyUnknown(block.unknown, key) && !isUnwritten(block, key)) return true;
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false && value !== '';
}
