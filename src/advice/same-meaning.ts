import type { Point } from '../address/intervals.js';
import { groupBy } from '../definition/group-by.js';
import type { Group } from '../definition/model.js';
import { DEFAULT_GROUP } from '../policy/default-group.js';
import { type Linked, linkedRule } from '../policy/link.js';
import type { CellRuleset, FamilyRuleset, Ruleset } from '../ruleset/model.js';
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
  const compared = groups.filter((one) => one.group.name !== DEFAULT_GROUP && !letsNothingThrough(one));
  const alike = [...groupBy(compared, sizeKey).values()].filter(({ length }) => length > 1);
  return alike
    .flatMap((some) => [...groupBy(some, (one) => meaningKey(one, roles.get(one.group))).values()])
    .filter(({ length }) => length > 1);
}

function letsNothingThrough({ ingress, egress }: MergedGroup): boolean {
  return ingress.allows.length === 0 && egress.allows.length === 0;
}

/** What rules allow each group as their peer; a group that no rule names is absent. */
function rolesAsPeer(linked: Linked): ReadonlyMap<Group, ReadonlySet<string>> {
  const roles = new Map<Group, Set<string>>();
  for (const owner of linked.groups.nodes) {
    for (const rule of [...owner.ingress, ...owner.egress]) {
      const { traffic, groups: peers } = linkedRule(linked, rule);
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

/** Equal for equal rulesets, and cheap: most groups differ in it already, and what they mean need not be spelled out. */
function sizeKey({ ingress, egress }: MergedGroup): string {
  const { ipv4: in4, ipv6: in6 } = ingress.ruleset;
  const { ipv4: out4, ipv6: out6 } = egress.ruleset;
  return [familySize(in4), familySize(in6), familySize(out4), familySize(out6)].join();
}

function familySize<P extends Point>({ protocols }: FamilyRuleset<P>): string {
  const cells = protocols.flatMap((one) => one.cells);
  return [cells.length, cells[0]?.first, cells[0]?.peers[0], cells.at(-1)?.last].join();
}

/** Equal for groups that mean the same and no others, since rulesets are canonical. */
function meaningKey({ ingress, egress }: MergedGroup, role: Iterable<string> = []): string {
  return [rulesetKey(ingress.ruleset), rulesetKey(egress.ruleset), ...[...role].sort()].join('\n');
}

function rulesetKey({ ipv4, ipv6 }: Ruleset): string {
  return `${familyKey(ipv4)} ${familyKey(ipv6)}`;
}

function familyKey<P extends Point>({ protocols }: FamilyRuleset<P>): string {
  return protocols.map(({ first, last, cells }) => [first, last, ...cells.map(cellKey)].join(';')).join('|');
}

function cellKey<P extends Point>({ first, last, peers }: CellRuleset<P>): string {
  return [first, last, ...peers].join();
}
