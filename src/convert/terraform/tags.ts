import { withoutReserved } from '../cloud/tags.js';
import { type Attribute, attribute } from './hcl.js';

/** Tags, where there are any. */
export function tagsOf(tags: ReadonlyMap<string, string>): readonly Attribute[] {
  const entries = withoutReserved(tags);
  return entries.length === 0 ? [] : [attribute('tags', { kind: 'map', entries })];
}
