import type { Family } from '../../address/space.js';
import type { Peer } from '../../definition/model.js';
import type { Traffic } from '../../traffic/traffic.js';
import type { Item } from '../shared/item.js';
import { readPrefix } from '../shared/prefix.js';
import { rangePeer } from '../shared/range-peers.js';
import { MadeGroup } from './scope.js';
import { type Listed, listed } from './values.js';

const peerKeys = ['cidr_ip', 'cidr_ipv6', 'group_id', 'group_name', 'ip_prefix'] as const;

/** Who a rule is for: everything that any of its keys lists (fact 34). None at all matches nothing. */
export function readPeers(rule: Item, traffic: Traffic, groups: ReadonlySet<string>): readonly Peer[] {
  const written = peerKeys.filter((key) => rule.has(key));
  const lists = written.map((key) => listed(rule, key));
  const isEmpty = written.every((key) => Array.isArray(rule.fields[key]) && rule.fields[key].length === 0);
  if (isEmpty) rule.report('matches-nothing', rule.span, { problem: 'the rule names no peer' });
  return written.flatMap((key, i) =>
    lists[i]!.flatMap((one) => readPeer(rule, key, one, traffic, groups) ?? []),
  );
}

function readPeer(
  rule: Item,
  key: (typeof peerKeys)[number],
  { value, span }: Listed,
  traffic: Traffic,
  groups: ReadonlySet<string>,
): Peer | undefined {
  if (value instanceof MadeGroup)
    return key === 'group_id' ? groupPeer(rule, value.name, span, groups) : wrong(rule, key);
  if (typeof value !== 'string' || value === '') return wrong(rule, key);
  switch (key) {
    case 'cidr_ip':
      return cidrPeer(rule, key, value, 'ipv4', traffic);
    case 'cidr_ipv6':
      return cidrPeer(rule, key, value, 'ipv6', traffic);
    case 'group_id':
    case 'group_name':
      return groupPeer(rule, value, span, groups);
    case 'ip_prefix': {
      rule.report('unresolved-list', span, { name: value, reason: 'is not in the input' });
      return { kind: 'absent', label: value, span: rule.span };
    }
  }
}

function wrong(rule: Item, key: string): undefined {
  rule.report('wrong-type', rule.at(key), { problem: `'${key}' takes a text, or a list of texts` });
  return undefined;
}

function cidrPeer(rule: Item, key: string, text: string, family: Family, traffic: Traffic): Peer | undefined {
  const range = readPrefix(text, rule.at(key), rule.report, family);
  return range && rangePeer(range, traffic, rule, key);
}

/** A group by name, or by the id by which a task of the same input knows it. */
function groupPeer(rule: Item, name: string, span: Listed['span'], groups: ReadonlySet<string>): Peer {
  if (groups.has(name)) return { kind: 'group', reference: name, span: rule.span };
  const reason = name.includes('/') ? 'belongs to another account' : 'is created by no task in the input';
  rule.report('unresolved-group', span, { name, reason });
  return { kind: 'absent', label: name, span: rule.span };
}
