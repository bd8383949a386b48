import type { AddressSet } from '../../address/address-set.js';
import { rangeSet } from '../../address/address-set.js';
import { type IntervalSet, intervalsOf, type Point } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { formatInterval, formatSet, type Space } from '../../address/space.js';
import type { Group, Peer, Rule } from '../../definition/model.js';
import type { Followed } from '../followed.js';
import type { Narrowed } from '../narrowed.js';
import type { Names } from './names.js';

/** Addresses, prefixes and ranges, each family in ascending order. */
export function addressTexts(addresses: AddressSet): readonly string[] {
  return [...setTexts(ipv4, addresses.ipv4), ...setTexts(ipv6, addresses.ipv6)];
}

function setTexts<P extends Point>(space: Space<P>, set: IntervalSet<P>): readonly string[] {
  return formatSet(space, set).map((text) => withLengthOfZero(space, text));
}

/** The address zero alone reads like a forgotten `/0`, so it gets a length (`0.0.0.0/32`). */
function withLengthOfZero<P extends Point>({ bits, format, everything }: Space<P>, text: string): string {
  return text === format(everything[0]!) ? `${text}/${bits}` : text;
}

/** More neighbours than this are no longer spelled one by one. */
const FEW = 4;

/** The same, with neighbouring addresses of interfaces one by one. */
export function memberTexts({ ipv4: v4, ipv6: v6 }: AddressSet): readonly string[] {
  return [...spell(ipv4, v4), ...spell(ipv6, v6)];
}

function spell<P extends Point>(space: Space<P>, set: IntervalSet<P>): readonly string[] {
  return Array.from(intervalsOf(set)).flatMap((interval) => {
    const size = space.size(interval);
    if (size > FEW) return [formatInterval(space, interval)];
    const addresses = Array.from({ length: size }, (_, n) => space.format(space.plus(interval.start, n)));
    return addresses.map((text) => withLengthOfZero(space, text));
  });
}

/** What peers are spelled with. */
export interface Spelling {
  readonly group: Group;
  readonly followed: Followed;
  readonly names: Names;
  readonly narrowed: Narrowed;
}

/** How a peer is written; nothing for one that is known to match nothing. */
export function peerTexts(rule: Rule, peer: Peer, spelling: Spelling): readonly string[] {
  const { group, followed, names, narrowed } = spelling;
  switch (peer.kind) {
    case 'anywhere':
      return [peer.families.length === 2 ? 'anywhere' : `anywhere-${peer.families.join()}`];
    case 'addresses':
      return addressTexts(rangeSet(peer.range));
    case 'my-ip':
      return [peer.kind];
    case 'self':
    case 'group': {
      const addresses = narrowed(rule, peer);
      if (addresses) return addressTexts(addresses);
      const found = followed.groupOf(peer, group)!;
      return [found === group ? 'self' : `group:${names.groups.get(found)}`];
    }
    case 'list': {
      const addresses = narrowed(rule, peer);
      return addresses ? addressTexts(addresses) : [`list:${names.lists.get(followed.listOf(peer)!)}`];
    }
    case 'absent':
      return [];
  }
}

const bothFamilies = ['anywhere-ipv4', 'anywhere-ipv6'];

/** `anywhere` where both halves of it are among the peers. */
export function withAnywhere(peers: readonly string[]): readonly string[] {
  if (!bothFamilies.every((half) => peers.includes(half))) return peers;
  return ['anywhere', ...peers.filter((peer) => peer !== 'anywhere' && !bothFamilies.includes(peer))];
}
