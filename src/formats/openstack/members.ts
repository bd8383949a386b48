import { type AddressSet, unionOf } from '../../address/address-set.js';
import type { Group } from '../../definition/model.js';
import type { PortRecord } from './ports.js';

/** The groups, with all that the ports which carry them may send from (fact 27). */
export function withMembers(groups: readonly Group[], ports: readonly PortRecord[]): readonly Group[] {
  const besides = new Map<string, AddressSet[]>();
  for (const port of ports) {
    for (const { reference } of port.groups) {
      const others = besides.get(reference);
      if (others) others.push(port.besides);
      else besides.set(reference, [port.besides]);
    }
  }
  return groups.map((group) => {
    const more = besides.get(group.id);
    return more === undefined ? group : { ...group, members: unionOf(more) };
  });
}
