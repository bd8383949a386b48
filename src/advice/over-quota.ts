import type { Group } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { type Carrier, carriersOf } from './carriers.js';
import type { Subject } from './merged.js';
import { RuleCounter } from './quota-count.js';
import { placeInWords } from './who.js';

/** What AWS accepts unless asked for more, and what it never accepts (fact 21). */
export const RULES_PER_DIRECTION = 60;
export const GROUPS_PER_INTERFACE = 5;
const RULES_TIMES_GROUPS = 1000;

/** A definition would be accepted by AWS: 60 rules a direction and family, 5 groups an interface, at most 1000 as product. */
export function overQuota({ linked, groups }: Subject, report: Report): void {
  const counter = new RuleCounter(linked);
  const largest = new Map<Group, number>();
  for (const { group } of groups) {
    const counts = countsOf(group);
    largest.set(group, Math.max(...counts.map(({ count }) => count)));
    for (const { what, count } of counts) {
      if (count <= RULES_PER_DIRECTION) continue;
      const parameters = {
        who: `group '${group.name}'`,
        count: `${count} ${what}`,
        limit: `${RULES_PER_DIRECTION}`,
      };
      report('over-quota', group.span, parameters, {
        suggestion: 'merge neighbouring prefixes, or split the group',
      });
    }
  }
  for (const carrier of carriersOf(linked)) reportInterface(carrier, largest, report);

  function countsOf(group: Group): readonly { readonly what: string; readonly count: number }[] {
    return [
      { what: 'IPv4 ingress rules', count: counter.count(group, 'ingress', 'ipv4') },
      { what: 'IPv6 ingress rules', count: counter.count(group, 'ingress', 'ipv6') },
      { what: 'IPv4 egress rules', count: counter.count(group, 'egress', 'ipv4') },
      { what: 'IPv6 egress rules', count: counter.count(group, 'egress', 'ipv6') },
    ];
  }
}

/** The quotas can be raised, but only so far that rules a direction times groups an interface stay within the product. */
function reportInterface(carrier: Carrier, largest: ReadonlyMap<Group, number>, report: Report): void {
  const who = placeInWords(carrier);
  const groups = carrier.groups.length;
  const rules = Math.max(...carrier.groups.map((group) => largest.get(group) ?? 0));
  const { span } = carrier.iface;
  if (groups > GROUPS_PER_INTERFACE) {
    report('over-quota', span, { who, count: `${groups} groups`, limit: `${GROUPS_PER_INTERFACE}` });
  }
  if (groups * rules > RULES_TIMES_GROUPS) {
    const count = `${groups} groups of up to ${rules} rules`;
    report('over-quota', span, { who, count, limit: `a product of ${RULES_TIMES_GROUPS}` });
  }
}
