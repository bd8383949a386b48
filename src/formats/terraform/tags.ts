import type { Resource } from './resource.js';

/** The tags of a resource, with those that its provider gives to all. */
export function tagsOf({ values }: Resource): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const key of ['tags_all', 'tags']) {
    const given = values.item(key);
    if (!given) continue;
    for (const [name, value] of Object.entries(given.fields)) {
      const text = value === null ? undefined : given.text(name);
      if (text !== undefined) tags.set(name, text);
    }
  }
  return tags;
}
