import { type AddressSet, hasNoAddress, ofFamilies } from '../address/address-set.js';
import type { Family } from '../address/space.js';
import type { Direction, Group, Peer, Rule } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { linkedRule } from '../policy/link.js';
import { formatTraffic } from '../traffic/format.js';
import type { Traffic } from '../traffic/traffic.js';
import type { Followed } from './followed.js';
import { travels } from './travels.js';

const both: readonly Family[] = ['ipv4', 'ipv6'];

/**
 * What a rule can say of a peer that means one family of a group or list (fact 24), in a format whose references mean both:
 * nothing, where the reference means the same after all, else the addresses to write in its place.
 */
export type Narrowed = (rule: Rule, peer: Peer) => AddressSet | undefined;

/** For the rules of one direction of a group, in which the other family often has a rule of its own. */
export function narrowing(group: Group, direction: Direction, followed: Followed, report: Report): Narrowed {
  const said = familiesSaid(group, direction, followed);
  return (rule, peer) => {
    if (!('families' in peer) || peer.kind === 'anywhere' || peer.families === undefined) return undefined;
    const { families } = peer;
    const missing = both.filter((family) => !families.includes(family));
    const addresses = addressesOf(peer, group, followed);
    if (hasNoAddress(ofFamilies(missing, addresses))) return undefined;
    const needed = linkedRule(followed, rule).traffic.flatMap((traffic) =>
      missing.filter((family) => travels(traffic, family)).map((family) => [traffic, family] as const),
    );
    const target = targetOf(peer, group, followed);
    if (needed.every(([traffic, family]) => said.get(keyOf(traffic, target))?.has(family))) return undefined;
    report('expanded-peer', peer.span, { name: target, families: families.join() });
    return ofFamilies(families, addresses);
  };
}

/** For each traffic and each group or list, the families that rules mean of it. */
function familiesSaid(group: Group, direction: Direction, followed: Followed) {
  const said = new Map<string, Set<Family>>();
  for (const rule of group[direction]) {
    for (const peer of rule.peers) {
      if ((peer.kind !== 'group' && peer.kind !== 'list') || peer.families === undefined) continue;
      const target = targetOf(peer, group, followed);
      for (const traffic of linkedRule(followed, rule).traffic) {
        const key = keyOf(traffic, target);
        const families = said.get(key) ?? new Set();
        for (const family of peer.families) families.add(family);
        said.set(key, families);
      }
    }
  }
  return said;
}

function addressesOf(peer: Peer, group: Group, followed: Followed): AddressSet {
  const list = followed.listOf(peer);
  return list ? list.addresses : followed.membersOf.get(followed.groupOf(peer, group)!)!;
}

function targetOf(peer: Peer, group: Group, followed: Followed): string {
  const list = followed.listOf(peer);
  return list ? `list '${list.id}'` : `group '${followed.groupOf(peer, group)!.id}'`;
}

function keyOf(traffic: Traffic, target: string): string {
  return `${formatTraffic(traffic)} ${target}`;
}
