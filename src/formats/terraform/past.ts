import { Item } from '../shared/item.js';
import type { Resource } from './resource.js';
import type { Found } from './world.js';

/**
 * What there was before the plan: what it changes or replaces, and what it destroys. Other resources still show it in lists
 * that nobody wrote. About it only errors are said.
 */
export function pastOf(found: readonly Found[], destroyed: readonly Found[]): readonly Found[] {
  const changed = found.flatMap(({ resource, world }) =>
    resource.before ? [{ resource: asBefore(resource, resource.before), world }] : [],
  );
  const removed = destroyed.map(({ resource, world }) => ({
    resource: asBefore(resource, resource.values),
    world,
  }));
  return [...changed, ...removed];
}

function asBefore(resource: Resource, before: Item): Resource {
  const { fields, span, report } = before.errorsOnly();
  return { ...resource, report, values: new Item(fields, span, report), unknown: { tree: undefined, span } };
}
