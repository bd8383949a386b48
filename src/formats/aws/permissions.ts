import type { Direction, Peer, Rule } from '../../definition/model.js';
import { PrefixRule, type RuleList } from '../../definition/prefix-rule.js';
import { below, onKey } from '../../diagnostics/source.js';
import { JsonCursor, punctuation } from '../../document/json-cursor.js';
import { type Written, writtenOf } from '../../document/list-in-pieces.js';
import type { Traffic } from '../../traffic/traffic.js';
import type { Item } from '../shared/item.js';
import { readTraffic } from '../shared/traffic.js';
import type { GroupFacts } from './group-index.js';
import { type Known, readCidrPeer, readGroupPeer, readListPeer } from './permission-peers.js';
import { PlainPermissions } from './plain-permission.js';

const peerKeys = ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'] as const;

const permissionKeys: ReadonlySet<string> = new Set([...peerKeys, 'IpProtocol', 'FromPort', 'ToPort']);

/** What the permissions of a list are of, and where their rules go. */
export interface Reading {
  readonly direction: Direction;
  readonly group: GroupFacts;
  readonly known: Known;
  readonly rules: Rule[];
}

/** Adds the rules of the permissions that a group lists under a key. */
export function readPermissions(group: Item, key: string, reading: Reading): void {
  const written = writtenOf(group.fields[key]);
  if (written) readWritten(written, group, key, reading);
  else group.each(key, (permission) => readPermission(permission, reading));
}

/** The same of a long list, of which no value is made where that is not needed. */
function readWritten({ content, start, length }: Written, group: Item, key: string, reading: Reading): void {
  const cursor = new JsonCursor(content, start);
  const plain = new PlainPermissions(cursor);
  const list = { direction: reading.direction, span: below(group.span, key), key: 'IpRanges' };
  for (let i = 0; i < length; i++) {
    const from = cursor.at;
    if (plain.read()) addPlainRules(plain, list, i, reading);
    else {
      cursor.at = from;
      const permission = group.inList(key, i, JSON.parse(cursor.passValue()));
      if (permission) readPermission(permission, reading);
    }
    cursor.take(punctuation.comma);
  }
}

/** What `readPermission` makes of such a permission. */
function addPlainRules(
  plain: PlainPermissions,
  list: RuleList,
  element: number,
  { known, rules }: Reading,
): void {
  const allow = known.allows.only(plain.traffic);
  for (let place = 0; place < plain.count; place++) {
    const [address, length] = [plain.address(place), plain.length(place)];
    const description = plain.description(place);
    rules.push(new PrefixRule({ list, element, place, allow, address, length, description }));
  }
}

/**
 * Adds the rules of one permission: one for each of its peers, since each has a description of its own (fact 28). A
 * permission without peers, or with peers of a kind not known here, allows nothing to anyone.
 */
function readPermission(permission: Item, { direction, group, known, rules }: Reading): void {
  reportUnknownKeys(permission);
  const traffic = readTraffic(permission);
  if (traffic === undefined) return;
  const allow = known.allows.only(traffic);
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
