import { hasNoAddress } from '../address/address-set.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Linked } from './link.js';

/**
 * A group as peer means the addresses of its members; a member whose addresses are not listed is silently not among them,
 * so it is said.
 */
export function reportSilentMembers({ definition, groupsOf, rules }: Linked, report: Report): void {
  const referredTo = new Set([...rules.values()].flatMap(({ groups }) => groups));
  for (const host of definition.hosts) {
    for (const one of host.interfaces) {
      if (!hasNoAddress(one.addresses)) continue;
      for (const group of groupsOf.get(one) ?? []) {
        if (!referredTo.has(group)) continue;
        report('member-without-address', one.span, { host: host.name, name: one.id, group: group.name });
      }
    }
  }
}
