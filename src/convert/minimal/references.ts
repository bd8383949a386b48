import {
  type AddressSet,
  everyAddress,
  hasNoAddress,
  ofFamilies,
  ofSpace,
} from '../../address/address-set.js';
import { fromIntervals, type Interval, intervalsOf, isEmpty, type Point } from '../../address/intervals.js';
import type { Direction, Group, Peer } from '../../definition/model.js';
import { linkedRule } from '../../policy/link.js';
import type { FamilyRuleset, Ruleset } from '../../ruleset/model.js';
import { allTraffic, type Traffic } from '../../traffic/traffic.js';
import type { Followed } from '../followed.js';
import { travels } from '../travels.js';
import { allowsAll } from './addresses.js';

/** A group or list as peer, and all that it may use. */
export interface Reference {
  readonly peer: Peer;
  readonly traffic: readonly Traffic[];
  readonly descriptions: readonly string[];
}

/** A peer that means no addresses of its own accord. */
type Referring = Peer & { readonly kind: 'group' | 'self' | 'list' };

/**
 * The groups and lists that rules of one direction refer to, each with its traffic merged. They stay references, since
 * who is meant changes with them; what the rules let everybody use, or everybody on a list, is left out.
 */
export function mergedReferences(
  group: Group,
  direction: Direction,
  followed: Followed,
  addresses: Ruleset,
): readonly Reference[] {
  const found = new Map<string, { peer: Referring; traffic: Traffic[]; descriptions: Set<string> }>();
  for (const rule of group[direction]) {
    for (const peer of rule.peers) {
      if (peer.kind !== 'group' && peer.kind !== 'self' && peer.kind !== 'list') continue;
      const key = keyOf(peer, group, followed);
      const reference = found.get(key) ?? { peer, traffic: [], descriptions: new Set() };
      reference.traffic.push(...linkedRule(followed, rule).traffic);
      if (rule.description !== '') reference.descriptions.add(rule.description);
      found.set(key, reference);
    }
  }
  return Array.from(found.values(), ({ peer, traffic, descriptions }) => ({
    peer,
    traffic: mergedTraffic(traffic).filter((one) => !isCovered(one, peer, followed, addresses)),
    descriptions: [...descriptions],
  })).filter(({ traffic }) => traffic.length > 0);
}

function keyOf(peer: Referring, group: Group, followed: Followed): string {
  const families = peer.kind === 'self' ? '' : (peer.families?.join() ?? '');
  const list = followed.listOf(peer);
  return list ? `list ${families} ${list.id}` : `group ${families} ${followed.groupOf(peer, group)!.id}`;
}

/** Each protocol's cells joined; nothing beside `all`. */
export function mergedTraffic(traffic: readonly Traffic[]): readonly Traffic[] {
  if (traffic.some(({ protocol }) => protocol === 'all')) return [allTraffic];
  const intervals = new Map<number, Interval<number>[]>();
  for (const { protocol, first, last } of traffic) {
    const own = intervals.get(protocol as number) ?? [];
    own.push({ start: first, end: last + 1 });
    intervals.set(protocol as number, own);
  }
  return Array.from(intervals).flatMap(([protocol, own]) =>
    Array.from(intervalsOf(fromIntervals(own)), ({ start, end }) => ({
      protocol,
      first: start,
      last: end - 1,
    })),
  );
}

/** Whoever a group will have as members: only rules for everybody cover them. What a list holds is known. */
function isCovered(traffic: Traffic, peer: Referring, followed: Followed, addresses: Ruleset): boolean {
  const families = peer.kind === 'self' ? undefined : peer.families;
  const list = followed.listOf(peer);
  const meant = ofFamilies(families, list ? list.addresses : everyAddress(['ipv4', 'ipv6']));
  if (hasNoAddress(meant)) return false;
  return isAllowed(addresses.ipv4, traffic, meant) && isAllowed(addresses.ipv6, traffic, meant);
}

function isAllowed<P extends Point>(ruleset: FamilyRuleset<P>, traffic: Traffic, meant: AddressSet): boolean {
  const peers = ofSpace(ruleset.space, meant);
  return isEmpty(peers) || !travels(traffic, ruleset.space.family) || allowsAll(ruleset, traffic, peers);
}
