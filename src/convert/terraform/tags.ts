import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { withoutReserved } from '../cloud/tags.js';
import { type Attribute, attribute } from './hcl.js';

/** Tags, where there are any. */
export function tagsOf(tags: ReadonlyMap<string, string>, span: Span, report: Report): readonly Attribute[] {
  const entries = withoutReserved(tags, span, report);
  return entries.length === 0 ? [] : [attribute('tags', { kind: 'map', entries })];
}
