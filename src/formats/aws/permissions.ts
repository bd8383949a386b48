import type { Allowance, Direction, Peer, Rule } from '../../definition/model.js';
import { onKey } from '../../diagnostics/source.js';
import type { Traffic } from '../../traffic/traffic.js';
import type { Item } from '../shared/item.js';
import { readTraffic } from '../shared/traffic.js';
import type { GroupFacts } from './group-index.js';
import { type Known, readCidrPeer, readGroupPeer, readListPeer } from './permission-peers.js';

const peerKeys = ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'] as const;

const permissionKeys: ReadonlySet<string> = new Set([...peerKeys, 'IpProtocol', 'FromPort', 'ToPort']);

/**
 * Adds the rules of one permission: one for each of its peers, since each has a description of its own (fact 28). A
 * permission without peers, or with peers of a kind not known here, allows nothing to anyone.
 */
export function readPermission(
  permission: Item,
  direction: Direction,
  group: GroupFacts,
  known: Known,
  rules: Rule[],
): void {
  reportUnknownKeys(permission);
  const traffic = readTraffic(permission);
  if (traffic === undefined) return;
  const allow: readonly Allowance[] = [
    { kind: 'traffic', traffic: known.traffic.only(traffic), span: permission.span },
  ];
  let peers = 0;
  for (const key of peerKeys) {
    permission.each(key, (item) => {
      peers++;
      const peer = readPeer(item, key, traffic, group, known);
      const description = item.text('Description') ?? '';
      if (peer) rules.push({ direction, allow, peers: [peer], description, span: item.span });
    });
  }
  if (peers === 0)
    permission.report('matches-nothing', permission.span, { problem: 'the permission names no peer' });
}

function readPeer(
  item: Item,
  key: (typeof peerKeys)[number],
  traffic: Traffic,
  group: GroupFacts,
  known: Known,
): Peer | undefined {
  switch (key) {
    case 'IpRanges':
      return readCidrPeer(item, 'CidrIp', 'ipv4', traffic);
    case 'Ipv6Ranges':
      return readCidrPeer(item, 'CidrIpv6', 'ipv6', traffic);
    case 'PrefixListIds':
      return readListPeer(item, known, traffic);
    case 'UserIdGroupPairs':
      return readGroupPeer(item, group, known);
  }
}

function reportUnknownKeys(permission: Item): void {
  for (const key in permission.fields) {
    if (permissionKeys.has(key)) continue;
    const problem = `'${key}' is not a known part of a permission; it allows nothing`;
    permission.report('ignored-value', onKey(permission.at(key)), { problem });
  }
}
