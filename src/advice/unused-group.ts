import { hasNoAddress } from '../address/address-set.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { DEFAULT_GROUP } from '../policy/default-group.js';
import { rescueGroups } from '../policy/rescue.js';
import { carriersOf } from './carriers.js';
import type { Subject } from './merged.js';

/**
 * A group protects somebody: an interface carries it, or it has members elsewhere.
 *
 * `default` is there whether or not anybody needs it, and where no host is named nothing is known of who carries what.
 */
export function unusedGroup({ linked, groups }: Subject, report: Report): void {
  if (linked.definition.hosts.length === 0) return;
  const { hosts, defaults } = linked.definition;
  const rescue = [...hosts, ...(defaults ? [defaults] : [])].flatMap(({ settings }) => settings.rescue ?? []);
  const carried = new Set([
    ...carriersOf(linked).flatMap((carrier) => carrier.groups),
    ...rescueGroups(linked.groups, [...new Set(rescue)]),
  ]);
  for (const { group } of groups) {
    const isUsed = carried.has(group) || !hasNoAddress(group.members) || group.name === DEFAULT_GROUP;
    if (!isUsed)
      report(
        'unused-group',
        group.span,
        { name: group.name },
        { suggestion: 'remove it, or let an interface carry it' },
      );
  }
}
