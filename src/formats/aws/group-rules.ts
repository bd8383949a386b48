import { noAddresses } from '../../address/address-set.js';
import type { Group, Peer, Rule } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Traffic } from '../../traffic/traffic.js';
import type { Item } from '../shared/item.js';
import { ruleKey } from '../shared/meaning.js';
import { readId } from '../shared/names.js';
import { readTraffic } from '../shared/traffic.js';
import { factsOfRule } from './group-index.js';
import { type Known, readCidrPeer, readGroupPeer, readListPeer } from './permission-peers.js';

/**
 * Reads describe-security-group-rules into the groups it is about, next to those `described` by describe-security-groups.
 * The description of a group is its complete list of rules: a rule that stands here only must not widen it.
 */
export function readGroupRules(
  items: readonly Item[],
  described: ReadonlyMap<string, Group>,
  known: Known,
  report: Report,
): readonly Group[] {
  const listed = new Map<string, Item[]>();
  for (const item of unique(items, report)) {
    const id = readId(item, 'GroupId', 'group');
    if (id === undefined) continue;
    const rules = listed.get(id);
    if (rules) rules.push(item);
    else listed.set(id, [item]);
  }
  const groups: Group[] = [];
  for (const [id, rules] of listed) {
    const group = described.get(id);
    if (group) compare(group, rules, known);
    else groups.push(groupOf(id, rules, known));
  }
  return groups;
}

/** A rule has an id of its own, by which the same one is known in several files. */
function unique(items: readonly Item[], report: Report): readonly Item[] {
  const first = new Map<string, Item>();
  return items.filter((item) => {
    const id = item.text('SecurityGroupRuleId');
    const other = id === undefined ? undefined : first.get(id);
    if (id === undefined) return true;
    if (other === undefined) return first.set(id, item);
    if (spelling(item) === spelling(other)) return false;
    const related = [{ message: 'first definition', span: other.span }];
    report('duplicate', item.span, { kind: 'rule', name: id }, { related });
    return false;
  });
}

const meaningful = [
  'GroupId',
  'IsEgress',
  'IpProtocol',
  'FromPort',
  'ToPort',
  'CidrIpv4',
  'CidrIpv6',
  'PrefixListId',
];

function spelling({ fields }: Item): string {
  return JSON.stringify([...meaningful, 'ReferencedGroupInfo'].map((key) => fields[key]));
}

/** A group of which only its rules are known: it has no name, and lets out only what they say. */
function groupOf(id: string, items: readonly Item[], known: Known): Group {
  const rules = items.flatMap((item) => readRule(item, known) ?? []);
  return {
    id,
    name: id,
    description: '',
    tags: new Map(),
    ingress: rules.filter((rule) => rule.direction === 'ingress'),
    egress: rules.filter((rule) => rule.direction === 'egress'),
    members: noAddresses,
    span: items[0]!.at('GroupId'),
  };
}

function compare(group: Group, items: readonly Item[], known: Known): void {
  const keys = new Set([...group.ingress, ...group.egress].map(ruleKey));
  for (const item of items) {
    // What is odd about a rule was said where the group is described; here only what is wrong in this file matters.
    const rule = readRule(item.errorsOnly(), known);
    if (rule === undefined || keys.has(ruleKey(rule))) continue;
    const problem = 'describe-security-groups does not list this rule; left out';
    item.report('conflicting-rules', item.span, { name: group.id, problem });
  }
}

function readRule(item: Item, known: Known): Rule | undefined {
  const outward = item.requiredBoolean('IsEgress');
  const traffic = readTraffic(item);
  const description = item.text('Description') ?? '';
  item.text('GroupOwnerId');
  if (outward === undefined || traffic === undefined) return undefined;
  const peer = readPeer(item, traffic, known);
  if (peer === undefined) return undefined;
  const { span } = item;
  return {
    direction: outward ? 'egress' : 'ingress',
    allow: known.allows.only(traffic),
    peers: [peer],
    description,
    span,
  };
}

const peerKeys = ['CidrIpv4', 'CidrIpv6', 'PrefixListId', 'ReferencedGroupInfo'] as const;

/** A rule has exactly one peer (fact 5); none allows nothing to anyone. */
function readPeer(item: Item, traffic: Traffic, known: Known): Peer | undefined {
  const [key, more] = peerKeys.filter((one) => item.has(one));
  if (key === undefined) {
    item.report('matches-nothing', item.span, { problem: 'the rule names no peer' });
    return undefined;
  }
  if (more !== undefined) {
    item.report('wrong-type', item.at(more), {
      problem: `a rule has one peer; this one has '${key}' and '${more}'`,
    });
    return undefined;
  }
  return readPeerAt(item, key, traffic, known);
}

function readPeerAt(
  item: Item,
  key: (typeof peerKeys)[number],
  traffic: Traffic,
  known: Known,
): Peer | undefined {
  switch (key) {
    case 'CidrIpv4':
      return readCidrPeer(item, key, 'ipv4', traffic);
    case 'CidrIpv6':
      return readCidrPeer(item, key, 'ipv6', traffic);
    case 'PrefixListId':
      return readListPeer(item, known, traffic);
    case 'ReferencedGroupInfo': {
      const pair = item.item(key);
      return pair && readGroupPeer(pair, factsOfRule(item), known);
    }
  }
}
