import { isEmpty } from '../../address/intervals.js';
import type { Family } from '../../address/space.js';
import type { Direction, Peer } from '../../definition/model.js';
import type { Traffic } from '../../traffic/traffic.js';
import { readPrefix } from '../shared/prefix.js';
import { canMatch, mismatched, rangePeer } from '../shared/range-peers.js';
import { isListId } from './attributes.js';
import { groupById, groupByName } from './group-references.js';
import type { Known } from './known.js';
import { attributeIn, type Properties, whyUnknown } from './properties.js';
import { peerKeys } from './rule-keys.js';
import type { Template } from './template.js';
import { reportUnknown, type Unknown } from './value.js';

/** The one peer of a rule (fact 5); none allows nothing to anyone. What is not known matches nothing. */
export function readPeer(
  template: Template,
  rule: Properties,
  direction: Direction,
  traffic: Traffic,
  known: Known,
): Peer | undefined {
  const { group, list, groupName } = peerKeys[direction];
  const { item } = rule;
  const keys = ['CidrIp', 'CidrIpv6', list, group, ...(groupName === undefined ? [] : [groupName])];
  const [key, more] = keys.filter((one) => rule.values.has(one));
  if (key === undefined) {
    item.report('matches-nothing', item.span, { problem: 'the rule names no peer' });
    return undefined;
  }
  if (more !== undefined) {
    const problem = `a rule has one peer; this one has '${key}' and '${more}'`;
    item.report('wrong-type', item.at(more), { problem });
    return undefined;
  }
  if (key === 'CidrIp') return readRange(rule, key, 'ipv4', traffic);
  if (key === 'CidrIpv6') return readRange(rule, key, 'ipv6', traffic);
  if (key === list) return readList(rule, key, traffic, known);
  return readGroup(template, rule, key, direction, known);
}

function readRange(rule: Properties, key: string, family: Family, traffic: Traffic): Peer | undefined {
  const { item } = rule;
  const why = whyUnknown(rule.values.get(key));
  if (why) return absent(rule, why);
  const text = item.requiredText(key);
  const range = text === undefined ? undefined : readPrefix(text, item.at(key), item.report, family);
  return range && rangePeer(range, traffic, item, key);
}

function readList(rule: Properties, key: string, traffic: Traffic, known: Known): Peer | undefined {
  const { item, values } = rule;
  const attribute = attributeIn(values.get(key));
  const list = attribute && isListId(attribute) ? known.lists.get(attribute.resource) : undefined;
  if (list === undefined) return readUnknownList(rule, key);
  const { ipv4, ipv6 } = list.addresses;
  const family = isEmpty(ipv4) ? (isEmpty(ipv6) ? undefined : 'ipv6') : 'ipv4';
  if (family && !canMatch(traffic, family)) return mismatched(item, key, traffic, family, list.id);
  return { kind: 'list', reference: list.id, span: item.span };
}

function readUnknownList(rule: Properties, key: string): Peer | undefined {
  const { item } = rule;
  const why = whyUnknown(rule.values.get(key));
  if (why) return absent(rule, why);
  const name = item.requiredText(key);
  if (name === undefined) return undefined;
  item.report('unresolved-list', item.at(key), { name, reason: 'is not in the template' });
  return { kind: 'absent', label: name, span: item.span };
}

function readGroup(
  template: Template,
  rule: Properties,
  key: string,
  direction: Direction,
  known: Known,
): Peer | undefined {
  const { span, report } = rule.item;
  const value = rule.values.get(key)!;
  const foreign = foreignOwner(template, rule, direction);
  if (foreign !== undefined) return { kind: 'absent', label: foreign, span };
  const find = key === peerKeys[direction].groupName ? groupByName : groupById;
  const found = find(value, known, report);
  if (found === undefined) return undefined;
  if (found.id !== undefined) return { kind: 'group', reference: found.id, span };
  return { kind: 'absent', label: found.label, span };
}

/** The account that a peer belongs to, unless it is that of the template, which `AWS::AccountId` stands for (fact 13). */
function foreignOwner(template: Template, rule: Properties, direction: Direction): string | undefined {
  const key = peerKeys[direction].owner;
  if (key === undefined || !rule.values.has(key)) return undefined;
  const { item } = rule;
  const why = whyUnknown(rule.values.get(key));
  if (why?.parameter === ACCOUNT) return undefined;
  if (why) {
    reportUnknown(why, item.report);
    return why.what;
  }
  const owner = typeof item.fields[key] === 'number' ? String(item.fields[key]) : item.requiredText(key);
  const own = template.given.get(ACCOUNT);
  if (owner !== undefined && owner === own) return undefined;
  const reason =
    own === undefined ? `may be in another account (${owner})` : `is in another account (${owner})`;
  const suggestion =
    own === undefined ? `if it is that of the template: --parameter ${ACCOUNT}=${owner}` : undefined;
  if (owner !== undefined)
    item.report(
      'unknown-value',
      item.at(key),
      { what: 'the group that this rule names', why: reason },
      { suggestion },
    );
  return owner ?? 'an account';
}

const ACCOUNT = 'AWS::AccountId';

function absent({ item }: Properties, why: Unknown): Peer | undefined {
  reportUnknown(why, item.report);
  return why.code === 'unknown-value' ? { kind: 'absent', label: why.what, span: item.span } : undefined;
}
