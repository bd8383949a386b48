import type { Item } from './item.js';

/** The tags under `key`, free text kept as it is; none where the key is absent (fact 28). */
export function readTags(item: Item, key: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of item.items(key)) {
    const name = tag.text('Key');
    const value = tag.text('Value');
    if (name !== undefined) tags.set(name, value ?? '');
  }
  return tags;
}

/** What people call a thing: its Name tag, or its id where that is absent or empty. */
export function nameOf(tags: ReadonlyMap<string, string>, id: string): string {
  return tags.get('Name') || id;
}
