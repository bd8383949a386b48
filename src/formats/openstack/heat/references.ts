import type { Span } from '../../../diagnostics/source.js';
import type { Item } from '../../shared/item.js';
import { isSettled } from '../../shared/unknown.js';
import { find, type References } from '../known.js';
import { ResourceReference } from './scope.js';

/** What names in a template can lead to. */
export interface Names {
  /** Ids of the groups that the template makes, by the names of their resources. */
  readonly own: ReadonlyMap<string, string>;
  /** Ids of the groups that all templates make. */
  readonly made: ReadonlySet<string>;
  /** Groups by the id or name that the cloud knows them by. */
  readonly existing: References;
}

/**
 * The id of the group that a value names: a resource of the template, or the id or name of a group that exists. What is
 * not known, or known to nobody here, is reported.
 */
export function groupIdOf(value: unknown, place: Span, { report }: Item, names: Names): string | undefined {
  if (value instanceof ResourceReference) {
    const { resource } = value;
    const own = names.own.get(resource);
    if (own !== undefined) return own;
    const reason = 'is not a security group of the template, or is not created';
    report('unresolved-group', place, { name: resource, reason });
    return undefined;
  }
  if (!isSettled(value, 'a security group', place, report)) return undefined;
  if (typeof value !== 'string' || value === '') {
    report('wrong-type', place, { problem: 'a security group is named by a text, or by get_resource' });
    return undefined;
  }
  const { id, reason } = find(names.existing, value);
  if (id === undefined) report('unresolved-group', place, { name: value, reason });
  return id;
}
