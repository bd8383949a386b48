import type { Point } from '../address/intervals.js';
import type { Group } from '../definition/model.js';
import { DEFAULT_GROUP } from '../policy/default-group.js';
import type { Linked } from '../policy/link.js';
import type { FamilyRuleset, Ruleset } from '../ruleset/model.js';
import { formatTraffic } from '../traffic/format.js';
import type { MergedGroup, Subject } from './merged.js';

/**
 * Groups of which one could take the place of the other: their rules mean the same in both directions, and other groups'
 * rules, where they name them as peers, allow the one what they allow the other.
 *
 * Groups that let nothing through have no rules to compare (or none that are known), and every network has a `default`.
 */
export function groupsOfSameMeaning({ linked, groups }: Subject): readonly (readonly MergedGroup[])[] {
  const roles = rolesAsPeer(linked);
  const classes = new Map<string, MergedGroup[]>();
  for (const one of groups) {
    if (one.group.name === DEFAULT_GROUP || letsNothingThrough(one)) continue;
    const role = [...(roles.get(one.group) ?? [])].sort();
    const key = [rulesetKey(one.ingress.ruleset), rulesetKey(one.egress.ruleset), ...role].join('\n');
    const same = classes.get(key);
    if (same) same.push(one);
    else classes.set(key, [one]);
  }
  return [...classes.values()].filter(({ length }) => length > 1);
}

function letsNothingThrough({ ingress, egress }: MergedGroup): boolean {
  return ingress.allows.length === 0 && egress.allows.length === 0;
}

/** What rules allow each group as their peer; a group that no rule names is absent. */
function rolesAsPeer({ groups, rules }: Linked): ReadonlyMap<Group, ReadonlySet<string>> {
  const roles = new Map<Group, Set<string>>();
  for (const owner of groups.nodes) {
    for (const rule of [...owner.ingress, ...owner.egress]) {
      const { traffic, groups: peers } = rules.get(rule)!;
      for (const peer of peers) {
        const role = [
          peer === owner ? 'itself' : owner.id,
          rule.direction,
          ...traffic.map(formatTraffic),
        ].join(' ');
        roles.set(peer, (roles.get(peer) ?? new Set()).add(role));
      }
    }
  }
  return roles;
}

/** Equal for equal rulesets and no others, since rulesets are canonical. */
function rulesetKey({ ipv4, ipv6 }: Ruleset): string {
  return `${familyKey(ipv4)} ${familyKey(ipv6)}`;
}

function familyKey<P extends Point>({ protocols }: FamilyRuleset<P>): string {
  return protocols
    .map(({ first, last, cells }) =>
      [first, last, ...cells.map((one) => [one.first, one.last, ...one.peers].join())].join(';'),
    )
    .join('|');
}
