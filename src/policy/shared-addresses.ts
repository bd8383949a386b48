import { ofSpace } from '../address/address-set.js';
import { intervalsOf, type Point } from '../address/intervals.js';
import { ipv4 } from '../address/ipv4.js';
import { ipv6 } from '../address/ipv6.js';
import type { Space } from '../address/space.js';
import type { Host, Interface } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';

/** Interfaces that are told apart by their addresses alone cannot share one; each is said to share one with one before it. */
export function reportSharedAddresses(host: Host, report: Report): void {
  const unnamed = host.interfaces.filter(({ device }) => device === undefined);
  const shared = new Map([...sharedIn(ipv6, unnamed), ...sharedIn(ipv4, unnamed)]);
  for (const iface of unnamed) {
    const found = shared.get(iface);
    if (!found) continue;
    const { address, other } = found;
    const suggestion = `name its device: --device ${iface.id}=DEVICE`;
    report('ambiguous-address', iface.span, { name: iface.id, address, other: other.id }, { suggestion });
  }
}

interface Shared {
  readonly address: string;
  readonly other: Interface;
}

/** In the order of their addresses, an interval that overlaps any before it overlaps the one that reaches furthest. */
function sharedIn<P extends Point>(
  space: Space<P>,
  interfaces: readonly Interface[],
): ReadonlyMap<Interface, Shared> {
  const shared = new Map<Interface, Shared>();
  const all = interfaces
    .flatMap((iface, at) =>
      Array.from(intervalsOf(ofSpace(space, iface.addresses)), (own) => ({ ...own, iface, at })),
    )
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.at - b.at));
  let furthest = all[0]!;
  for (const next of all.slice(1)) {
    if (next.start < furthest.end) {
      const [first, second] = next.at < furthest.at ? [next, furthest] : [furthest, next];
      if (!shared.has(second.iface))
        shared.set(second.iface, { address: space.format(next.start), other: first.iface });
    }
    if (next.end > furthest.end) furthest = next;
  }
  return shared;
}
