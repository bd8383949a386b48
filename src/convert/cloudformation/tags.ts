import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { withoutReserved } from '../cloud/tags.js';
import { type Entry, mapping, sequence } from '../yaml.js';
import { literal } from './values.js';

/** Tags, where there are any. */
export function tagsEntry(tags: ReadonlyMap<string, string>, span: Span, report: Report): readonly Entry[] {
  const own = withoutReserved(tags);
  if (own.length === 0) return [];
  const items = own.map(([key, value]) =>
    mapping([
      ['Key', literal(key, span, report)],
      ['Value', literal(value, span, report)],
    ]),
  );
  return [['Tags', sequence(items)]];
}
