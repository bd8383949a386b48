import { didYouMean } from '../../diagnostics/similar-names.js';
import { onKey } from '../../diagnostics/source.js';
import type { Item } from './item.js';

/** Reports keys that are none of those known, as an error: what one of them was meant to say would be lost. */
export function checkKeys(item: Item, known: ReadonlySet<string>, where: string): boolean {
  const unknown = Object.keys(item.fields).filter((key) => !known.has(key));
  for (const key of unknown)
    item.report('unknown-key', onKey(item.at(key)), { key, where }, { suggestion: didYouMean(key, known) });
  return unknown.length === 0;
}
