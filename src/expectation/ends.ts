import { type AddressSet, hasNoAddress, unionOf } from '../address/address-set.js';
import {
  covers,
  type IntervalSet,
  intersect,
  intersects,
  nothing,
  type Point,
  subtract,
} from '../address/intervals.js';
import { LOOPBACK } from '../definition/device.js';
import type { Interface } from '../definition/model.js';
import type { LinkedParty } from '../policy/expectations.js';
import type { Linked } from '../policy/link.js';
import type { Allow, Policy } from '../policy/model.js';
import { AllowIndex } from '../ruleset/allow-index.js';
import type { End, Owner } from './model.js';

/** Who has which addresses, of all hosts. */
export interface Owners {
  readonly all: readonly Owner[];
  readonly byInterface: ReadonlyMap<Interface, Owner>;
  /** What any interface has. */
  readonly addresses: AddressSet;
}

/** The policies are those of all hosts, in their order. */
export function ownersOf({ hosts }: Linked, policies: readonly Policy[]): Owners {
  const indexes = new Map<readonly Allow[], AllowIndex>();
  const indexOf = (list: readonly Allow[]): AllowIndex => {
    const index = indexes.get(list) ?? new AllowIndex(list);
    indexes.set(list, index);
    return index;
  };
  const all = hosts.nodes.flatMap((host, i) =>
    host.interfaces.map((iface, j): Owner => {
      const { interfaces, settings } = policies[i]!;
      const policy = interfaces[j]!;
      const allows = { ingress: indexOf(policy.ingress), egress: indexOf(policy.egress) };
      return { host, iface, policy, allows, settings };
    }),
  );
  return {
    all,
    byInterface: new Map(all.map((owner) => [owner.iface, owner])),
    addresses: unionOf(all.map(({ iface }) => iface.addresses)),
  };
}

/**
 * The ends that some parties mean together, those outside first, then in the order of the definition. Addresses of a loopback
 * device are left out: nothing tells by which interface another host reaches them.
 */
export function endsOf(parties: readonly LinkedParty[], owners: Owners): readonly End[] {
  const named = new Set(
    parties.flatMap(({ interfaces }) => interfaces.map(({ iface }) => owners.byInterface.get(iface)!)),
  );
  const addresses = unionOf(parties.filter(reachesHosts).map((one) => one.addresses));
  const outside = without(unionOf(parties.map((one) => one.addresses)), owners.addresses);
  const inside = owners.all
    .filter(({ iface }) => iface.device !== LOOPBACK)
    .map((owner): End => {
      const own = owner.iface.addresses;
      return { owner, addresses: named.has(owner) ? own : common(own, addresses) };
    })
    .filter((end) => !hasNoAddress(end.addresses));
  return hasNoAddress(outside) ? inside : [{ addresses: outside }, ...inside];
}

function reachesHosts({ party }: LinkedParty): boolean {
  return party.kind !== 'outside';
}

function without(a: AddressSet, b: AddressSet): AddressSet {
  return { ipv4: subtract(a.ipv4, b.ipv4), ipv6: subtract(a.ipv6, b.ipv6) };
}

function common(few: AddressSet, many: AddressSet): AddressSet {
  return { ipv4: commonPoints(few.ipv4, many.ipv4), ipv6: commonPoints(few.ipv6, many.ipv6) };
}

/** An interface has few addresses and a list has many, so a list is walked only where a part of them is in it. */
function commonPoints<P extends Point>(few: IntervalSet<P>, many: IntervalSet<P>): IntervalSet<P> {
  if (covers(many, few)) return few;
  return intersects(few, many) ? intersect(few, many) : nothing;
}
