import type { Span } from '../../diagnostics/source.js';
import type { Item } from '../shared/item.js';
import { isSettled } from '../shared/unknown.js';

/** One of the values that a key of a rule lists, and where it stands. */
export interface Listed {
  readonly value: unknown;
  readonly span: Span;
}

/**
 * The values under a key: a list of any depth, one value, or one text with commas between them. What is not known is
 * reported and left out, which makes them fewer.
 */
export function listed(rule: Item, key: string): readonly Listed[] {
  const span = rule.at(key);
  return flat(rule.fields[key])
    .filter((value) => isSettled(value, `'${key}'`, span, rule.report))
    .map((value) => ({ value, span }));
}

function flat(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(flat);
  if (typeof value === 'string') return value.split(',').map((one) => one.trim());
  return [value];
}
