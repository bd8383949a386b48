import { type AddressSet, ofFamilies, rangeSet } from '../../address/address-set.js';
import type { AddressRange } from '../../address/parse.js';
import type { Direction, Group, Peer, PrefixList, Rule } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { linkedRule } from '../../policy/link.js';
import { formatTraffic } from '../../traffic/format.js';
import type { Traffic } from '../../traffic/traffic.js';
import type { Followed } from '../followed.js';
import { icmpParts } from '../icmp.js';
import { type Narrowed, narrowing } from '../narrowed.js';
import { travels } from '../travels.js';
import type { CloudList, CloudPeer, CloudRule } from './model.js';
import { families, prefixTexts } from './prefixes.js';

/** What rules are expanded with. */
export interface Expansion {
  readonly followed: Followed;
  readonly lists: ReadonlyMap<PrefixList, readonly CloudList[]>;
  /** What `my-ip` means; known wherever a rule has it. */
  readonly myIp: AddressRange | undefined;
  /** Whether rules say of each group peer which family of it they mean (fact 24). */
  readonly byFamily: boolean;
  readonly report: Report;
}

/** The rules of one direction, each of one traffic and one peer. What AWS calls duplicates is there once (fact 23). */
export function cloudRules(group: Group, direction: Direction, expansion: Expansion): readonly CloudRule[] {
  const rules = new Map<string, CloudRule & { descriptions: Set<string> }>();
  const narrowed = narrowing(group, direction, expansion.followed, expansion.report);
  for (const rule of group[direction]) {
    const peers = rule.peers.flatMap((peer) => cloudPeers(peer, rule, group, narrowed, expansion));
    for (const traffic of linkedRule(expansion.followed, rule).traffic.flatMap(icmpParts)) {
      for (const peer of peers.filter((one) => canMatch(traffic, one))) {
        const key = `${formatTraffic(traffic)} ${peerKey(peer)}`;
        const { description, span } = rule;
        const same = rules.get(key);
        if (same) same.descriptions.add(description);
        else
          rules.set(key, {
            direction,
            traffic,
            peer,
            description,
            span,
            descriptions: new Set([description]),
          });
      }
    }
  }
  return Array.from(rules.values(), ({ descriptions, ...rule }) => ({
    ...rule,
    description: [...descriptions].filter((one) => one !== '').join('; '),
  }));
}

function cloudPeers(
  peer: Peer,
  rule: Rule,
  own: Group,
  narrowed: Narrowed,
  expansion: Expansion,
): readonly CloudPeer[] {
  const { followed, lists, myIp, report } = expansion;
  switch (peer.kind) {
    case 'anywhere':
      return peer.families.map((family) => ({
        kind: 'prefix',
        family,
        prefix: family === 'ipv4' ? '0.0.0.0/0' : '::/0',
      }));
    case 'addresses':
      return prefixPeers(rangeSet(peer.range));
    case 'my-ip':
      return myIp ? prefixPeers(rangeSet(myIp)) : [];
    case 'self':
    case 'group':
      return groupPeers(peer, rule, own, narrowed, expansion);
    case 'list': {
      const wanted = peer.families ?? families;
      const halves = lists.get(followed.listOf(peer)!)!.filter(({ family }) => wanted.includes(family));
      return halves.map((list) => ({ kind: 'list', list }));
    }
    case 'absent':
      report('left-out', peer.span ?? rule.span, {
        what: `the peer '${peer.label}'`,
        because: 'it matches nothing',
      });
      return [];
  }
}

/** A cloud's group has interfaces only; whoever else is a member stands in the rule itself. */
function groupPeers(
  peer: Peer & { kind: 'group' | 'self' },
  rule: Rule,
  own: Group,
  narrowed: Narrowed,
  { followed, byFamily }: Expansion,
): readonly CloudPeer[] {
  const group = followed.groupOf(peer, own)!;
  const wanted = peer.kind === 'group' ? (peer.families ?? families) : families;
  if (byFamily) {
    const members = prefixPeers(ofFamilies(wanted, group.members));
    return [...wanted.map((family) => ({ kind: 'group', group, family }) as const), ...members];
  }
  const addresses = narrowed(rule, peer);
  if (addresses) return prefixPeers(addresses);
  return [{ kind: 'group', group }, ...prefixPeers(group.members)];
}

function prefixPeers(addresses: AddressSet): readonly CloudPeer[] {
  return families.flatMap((family) =>
    prefixTexts(addresses, family).map((prefix) => ({ kind: 'prefix', family, prefix }) as const),
  );
}

/** ICMP from IPv6 peers and ICMPv6 from IPv4 ones match nothing (fact 10). */
function canMatch(traffic: Traffic, peer: CloudPeer): boolean {
  if (peer.kind === 'prefix') return travels(traffic, peer.family);
  if (peer.kind === 'group') return peer.family === undefined || travels(traffic, peer.family);
  return travels(traffic, peer.list.family);
}

function peerKey(peer: CloudPeer): string {
  if (peer.kind === 'prefix') return peer.prefix;
  return peer.kind === 'group' ? `group ${peer.family} ${peer.group.id}` : `list ${peer.list.id}`;
}
