import type { Item } from '../shared/item.js';

/** The tags of OpenStack are texts alone; each is a name without a value here. */
export function readTags(item: Item): ReadonlyMap<string, string> {
  if (item.peek('tags') !== undefined) return new Map();
  return new Map(item.texts('tags').map(({ text }) => [text, '']));
}
