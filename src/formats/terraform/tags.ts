import { isFields } from '../shared/item.js';
import type { Resource } from './resource.js';

/** The tags of a resource, with those that its provider gives to all; what is no text is no tag. */
export function tagsOf({ values }: Resource): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const key of ['tags_all', 'tags']) {
    const given = values.fields[key];
    if (!isFields(given)) continue;
    for (const [name, value] of Object.entries(given)) if (typeof value === 'string') tags.set(name, value);
  }
  return tags;
}
