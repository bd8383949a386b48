import { Item } from '../shared/item.js';
import type { Found } from './plan-context.js';
import type { Resource } from './resource.js';

/**
 * What there was before the plan: what it changes or replaces, and what it destroys. Other resources still show it in lists
 * that nobody wrote. About it only errors are said.
 */
export function pastOf(found: readonly Found[], destroyed: readonly Found[]): readonly Found[] {
  const changed = found.flatMap(({ resource, planContext }) =>
    resource.before ? [{ resource: asBefore(resource, resource.before), planContext }] : [],
  );
  const removed = destroyed.map(({ resource, planContext }) => ({
    resource: asBefore(resource, resource.values),
    planContext,
  }));
  return [...changed, ...removed];
}

function asBefore(resource: Resource, before: Item): Resource {
  const { fields, span, report } = before.errorsOnly();
  return { ...resource, report, values: new Item(fields, span, report), unknown: { tree: undefined, span } };
}
