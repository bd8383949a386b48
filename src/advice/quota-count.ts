import type { AddressSet } from '../address/address-set.js';
import { ipv4 } from '../address/ipv4.js';
import { ipv6 } from '../address/ipv6.js';
import { type Family, prefixesOf } from '../address/space.js';
import type { Direction, Group, Peer, PrefixList, Rule } from '../definition/model.js';
import { type Linked, linkedRule } from '../policy/link.js';
import { formatTraffic } from '../traffic/format.js';
import { familiesOf } from '../traffic/protocols.js';
import type { Traffic } from '../traffic/traffic.js';

/** Counts the rules of a definition's groups as AWS does. */
export class RuleCounter {
  readonly #linked: Linked;
  /** How many prefixes lists have: many rules may name the same. */
  readonly #prefixes = { ipv4: new Map<PrefixList, number>(), ipv6: new Map<PrefixList, number>() };

  constructor(linked: Linked) {
    this.#linked = linked;
  }

  /**
   * How many rules AWS counts in one direction and family of a group (fact 21): one for each protocol and port range with
   * each prefix, one for a group as peer, as many for a prefix list as it may have entries. It takes no duplicates (fact 23).
   */
  count(group: Group, direction: Direction, family: Family): number {
    const counted = new Map<string, number>();
    for (const rule of group[direction]) {
      const traffic = linkedRule(this.#linked, rule).traffic.filter((one) => travels(one, family));
      for (const peer of this.#peersOf(rule, family)) {
        for (const one of traffic) counted.set(`${formatTraffic(one)} ${peer.key}`, peer.weight);
      }
    }
    return [...counted.values()].reduce((total, weight) => total + weight, 0);
  }

  #peersOf(rule: Rule, family: Family): readonly CountedPeer[] {
    const { groups, lists } = linkedRule(this.#linked, rule);
    return [
      ...groups.map(({ id }) => ({ key: `group ${id}`, weight: 1 })),
      ...lists.map((list) => ({ key: `list ${list.id}`, weight: this.#weightOf(list, family) })),
      ...rule.peers.flatMap((peer) => addressPeers(peer, family)),
    ];
  }

  /** A list of AWS has one family and counts its `maxEntries`; one without them counts the prefixes it has. */
  #weightOf(list: PrefixList, family: Family): number {
    const own = this.#prefixesIn(list, family);
    if (list.maxEntries === undefined) return own;
    const other = this.#prefixesIn(list, family === 'ipv4' ? 'ipv6' : 'ipv4');
    return own > 0 || other === 0 ? list.maxEntries : 0;
  }

  #prefixesIn(list: PrefixList, family: Family): number {
    const counts = this.#prefixes[family];
    const count = counts.get(list) ?? countPrefixes(list.addresses, family);
    counts.set(list, count);
    return count;
  }
}

function travels({ protocol }: Traffic, family: Family): boolean {
  return protocol === 'all' || familiesOf(protocol).includes(family);
}

interface CountedPeer {
  /** Equal for peers that AWS calls the same. */
  readonly key: string;
  readonly weight: number;
}

function addressPeers(peer: Peer, family: Family): readonly CountedPeer[] {
  switch (peer.kind) {
    case 'anywhere':
      return peer.families.includes(family) ? [{ key: '0/0', weight: 1 }] : [];
    case 'addresses': {
      const { range } = peer;
      const prefixes =
        range.family === 'ipv4'
          ? prefixesOf(ipv4, [range.start, range.end])
          : prefixesOf(ipv6, [range.start, range.end]);
      return range.family === family
        ? prefixes.map((one) => ({ key: `${one.address}/${one.length}`, weight: 1 }))
        : [];
    }
    case 'my-ip':
      return [{ key: 'my-ip', weight: 1 }];
    case 'absent':
      return [{ key: `absent ${peer.label}`, weight: 1 }];
    case 'group':
    case 'self':
    case 'list':
      return [];
  }
}

function countPrefixes(addresses: AddressSet, family: Family): number {
  return family === 'ipv4'
    ? prefixesOf(ipv4, addresses.ipv4).length
    : prefixesOf(ipv6, addresses.ipv6).length;
}
