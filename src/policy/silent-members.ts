import { hasNoAddress } from '../address/address-set.js';
import type { Group, Interface } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Linked } from './link.js';

/**
 * A group as peer means the addresses of its members; a member whose addresses are not listed is silently not among them,
 * so it is said, if another interface has a rule that would have meant it.
 */
export function reportSilentMembers(linked: Linked, report: Report): void {
  const judges = judgesByPeer(linked);
  for (const host of linked.definition.hosts) {
    for (const iface of host.interfaces.filter(({ addresses }) => hasNoAddress(addresses))) {
      for (const group of linked.groupsOf.get(iface) ?? []) {
        const ofGroup = judges.get(group);
        const others = (ofGroup?.size ?? 0) - (ofGroup?.has(iface) ? 1 : 0);
        if (others > 0) {
          report('member-without-address', iface.span, {
            host: host.name,
            name: iface.id,
            group: group.name,
          });
        }
      }
    }
  }
}

/** For each group that rules refer to, the interfaces that those rules apply to. */
function judgesByPeer({ groupsOf, referring }: Linked): ReadonlyMap<Group, ReadonlySet<Interface>> {
  const peersOf = new Map<Group, ReadonlySet<Group>>();
  const judges = new Map<Group, Set<Interface>>();
  for (const [iface, groups] of groupsOf) {
    for (const group of groups) {
      const peers = peersOf.get(group) ?? peerGroups(group, referring);
      peersOf.set(group, peers);
      for (const peer of peers) judges.set(peer, (judges.get(peer) ?? new Set()).add(iface));
    }
  }
  return judges;
}

/** The groups that the rules of a group refer to. */
function peerGroups({ ingress, egress }: Group, referring: Linked['referring']): ReadonlySet<Group> {
  const peers = new Set<Group>();
  if (referring.size === 0) return peers;
  for (const rules of [ingress, egress])
    for (const rule of rules) for (const peer of referring.get(rule)?.groups ?? []) peers.add(peer);
  return peers;
}
