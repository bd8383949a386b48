import { hasNoAddress } from '../address/address-set.js';
import type { Group, Host } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { carriersOf } from './carriers.js';
import type { MergedGroup, Subject } from './merged.js';
import { groupsOfSameMeaning } from './same-meaning.js';

/** A group is made for a role, not for a single host: none is carried by one host while others carry one like it. */
export function singleHostGroup(subject: Subject, report: Report): void {
  const hostsOf = hostsByGroup(subject);
  for (const same of groupsOfSameMeaning(subject)) {
    for (const { group } of same) {
      const [host, ...more] = hostsOf.get(group) ?? [];
      if (!host || more.length > 0 || !hasNoAddress(group.members)) continue;
      const other = same.find((one) =>
        [...(hostsOf.get(one.group) ?? [])].some((carrier) => carrier !== host),
      );
      if (other) reportSingle(group, host, other, report);
    }
  }
}

function reportSingle(group: Group, host: Host, { group: other }: MergedGroup, report: Report): void {
  const related = [{ message: 'this group has the same rules', span: other.span }];
  const details = { suggestion: 'let all these hosts carry one group, named after what they do', related };
  report('single-host-group', group.span, { name: group.name, host: host.name, other: other.name }, details);
}

function hostsByGroup({ linked }: Subject): ReadonlyMap<Group, ReadonlySet<Host>> {
  const hosts = new Map<Group, Set<Host>>();
  for (const { host, groups } of carriersOf(linked)) {
    for (const group of groups) hosts.set(group, (hosts.get(group) ?? new Set()).add(host));
  }
  return hosts;
}
