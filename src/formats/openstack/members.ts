import { type AddressSet, hasNoAddress, unionOf } from '../../address/address-set.js';
import type { Group } from '../../definition/model.js';
import type { PortRecord } from './ports.js';

/** The groups, with all that the ports which carry them may send from (fact 27). */
export function withMembers(groups: readonly Group[], ports: readonly PortRecord[]): readonly Group[] {
  const besides = new Map<string, AddressSet[]>();
  for (const { groups: carried, besides: own } of ports) {
    if (own === undefined || hasNoAddress(own)) continue;
    for (const { reference } of carried) {
      const others = besides.get(reference);
      if (others) others.push(own);
      else besides.set(reference, [own]);
    }
  }
  return groups.map((group) => {
    const more = besides.get(group.id);
    return more === undefined ? group : { ...group, members: unionOf(more) };
  });
}
