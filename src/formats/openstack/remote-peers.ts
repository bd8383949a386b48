import { isBareZero, parseAddress } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import type { Peer } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import type { Traffic } from '../../traffic/traffic.js';
import type { Item } from '../shared/item.js';
import { meantByZero, readPrefix } from '../shared/prefix.js';
import { rangePeer } from '../shared/range-peers.js';
import { find, type Known } from './known.js';

const peerKeys = ['remote_ip_prefix', 'remote_group_id', 'remote_address_group_id'] as const;

/** The one peer of a rule, in packets of its family; none named is everybody (fact 24). Nothing if it was at fault. */
export function readPeer(rule: Item, family: Family, traffic: Traffic, known: Known): Peer | undefined {
  const [key, more] = peerKeys.filter((one) => rule.has(one));
  if (key === undefined) return { kind: 'anywhere', families: [family], span: rule.span };
  if (more !== undefined) {
    const problem = `a rule has one peer; this one has '${key}' and '${more}'`;
    rule.report('wrong-type', rule.at(more), { problem });
    return undefined;
  }
  const text = rule.requiredText(key);
  if (text === undefined) return undefined;
  switch (key) {
    case 'remote_ip_prefix':
      return readRemotePrefix(rule, text, family, traffic);
    case 'remote_group_id':
      return readRemoteGroup(rule, text, family, known);
    case 'remote_address_group_id':
      return readRemoteList(rule, text, family, known);
  }
}

function readRemotePrefix(rule: Item, text: string, family: Family, traffic: Traffic): Peer | undefined {
  const key = 'remote_ip_prefix';
  reportBareZero(text, rule.at(key), rule.report);
  const range = readPrefix(withLength(text), rule.at(key), rule.report, family);
  return range && rangePeer(range, traffic, rule, key);
}

/** A bare address stands for itself alone (fact 25). */
export function withLength(text: string): string {
  const parsed = parseAddress(text);
  if (!parsed.ok) return text;
  return `${text}/${parsed.range.family === 'ipv4' ? 32 : 128}`;
}

/** Neutron takes it for the one address; whoever wrote it probably forgot the length. */
export function reportBareZero(text: string, span: Span, report: Report): void {
  const parsed = parseAddress(text);
  if (!parsed.ok || !isBareZero(text, parsed.range)) return;
  const problem = `'${text}' without a prefix length is that one address, which no host has`;
  report('read-narrowly', span, { problem }, { suggestion: `write ${meantByZero(text, parsed.range)}` });
}

function readRemoteGroup(rule: Item, text: string, family: Family, known: Known): Peer {
  const { span } = rule;
  const { id, reason } = find(known.groups, text);
  if (id !== undefined) return { kind: 'group', reference: id, families: [family], span };
  rule.report('unresolved-group', rule.at('remote_group_id'), { name: text, reason });
  return { kind: 'absent', label: text, span };
}

function readRemoteList(rule: Item, text: string, family: Family, known: Known): Peer {
  const { span } = rule;
  const { id, reason } = find(known.addressGroups, text);
  if (id !== undefined) return { kind: 'list', reference: id, families: [family], span };
  rule.report('unresolved-list', rule.at('remote_address_group_id'), { name: text, reason });
  return { kind: 'absent', label: text, span };
}
