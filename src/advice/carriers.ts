import type { Group, Host, Interface } from '../definition/model.js';
import type { Linked } from '../policy/link.js';

/** An interface and the groups it carries. */
export interface Carrier {
  readonly host: Host;
  readonly iface: Interface;
  readonly groups: readonly Group[];
}

/** Every interface that carries groups; trusted ones carry none. */
export function carriersOf({ definition, groupsOf }: Linked): readonly Carrier[] {
  return definition.hosts
    .flatMap((host) => host.interfaces.map((iface) => ({ host, iface, groups: groupsOf.get(iface) ?? [] })))
    .filter(({ groups }) => groups.length > 0);
}

/** One interface for each set of groups that some interface carries: what is said of it holds for all that do. */
export function distinctCarriers(linked: Linked): readonly Carrier[] {
  const distinct = new Map<string, Carrier>();
  for (const carrier of carriersOf(linked)) {
    const key = carrier.groups
      .map(({ id }) => id)
      .sort()
      .join('\n');
    if (!distinct.has(key)) distinct.set(key, carrier);
  }
  return [...distinct.values()];
}

/** Groups that some interface carries, and each that does carries others too. */
export function groupsNeverAlone(linked: Linked): ReadonlySet<Group> {
  const carriers = carriersOf(linked);
  const accompanied = new Set(carriers.flatMap(({ groups }) => groups));
  for (const { groups } of carriers) if (groups.length === 1) accompanied.delete(groups[0]!);
  return accompanied;
}
