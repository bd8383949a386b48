import type { Family } from '../../address/space.js';
import { GROUPS_PER_INTERFACE, RULES_PER_DIRECTION } from '../../advice/over-quota.js';
import { RuleCounter } from '../../advice/quota-count.js';
import type { Direction, Group } from '../../definition/model.js';
import { builtInDefault } from '../../policy/default-group.js';
import type { Linked } from '../../policy/link.js';

/** How many rules each group has, as AWS counts them, and how many groups each interface (fact 21). */
export interface Quotas {
  readonly rulesPerDirection: number;
  readonly groupsPerInterface: number;
  readonly groups: readonly GroupQuota[];
  readonly interfaces: readonly InterfaceQuota[];
}

export interface GroupQuota {
  readonly id: string;
  readonly name: string;
  readonly counts: readonly RuleCount[];
}

export interface RuleCount {
  readonly direction: Direction;
  readonly family: Family;
  /** Before the rules were merged. */
  readonly before: number;
  readonly after: number;
}

export interface InterfaceQuota {
  readonly host: string;
  readonly interface: string;
  readonly groups: number;
}

const kinds = [
  ['ingress', 'ipv4'],
  ['ingress', 'ipv6'],
  ['egress', 'ipv4'],
  ['egress', 'ipv6'],
] as const;

export function quotasOf(before: Linked, after: Linked): Quotas {
  const written = after.groups.nodes.filter((group) => group !== builtInDefault);
  const counters = { before: new RuleCounter(before), after: new RuleCounter(after) };
  const earlier = new Map(before.groups.nodes.map((group) => [group.id, group]));
  return {
    rulesPerDirection: RULES_PER_DIRECTION,
    groupsPerInterface: GROUPS_PER_INTERFACE,
    groups: written.map((group) => groupQuota(group, earlier.get(group.id)!, counters)),
    interfaces: after.definition.hosts.flatMap((host) =>
      host.interfaces
        .filter(({ trusted }) => !trusted)
        .map((one) => ({ host: host.name, interface: one.id, groups: after.groupsOf.get(one)!.length })),
    ),
  };
}

function groupQuota(
  group: Group,
  earlier: Group,
  counters: Readonly<Record<'before' | 'after', RuleCounter>>,
): GroupQuota {
  const counts = kinds.map(([direction, family]) => ({
    direction,
    family,
    before: counters.before.count(earlier, direction, family),
    after: counters.after.count(group, direction, family),
  }));
  return { id: group.id, name: group.name, counts };
}
