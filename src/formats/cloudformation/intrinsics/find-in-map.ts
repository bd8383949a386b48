import { below, type Span } from '../../../diagnostics/source.js';
import { isFields } from '../../shared/item.js';
import { type Entry, entryOf, evaluated, suggestionIn, type Template } from '../template.js';
import { asLiteral } from '../texts.js';
import { fault, missing, type Unknown, type Value } from '../value.js';

/** `Fn::FindInMap`: a value of a mapping by two keys, with what to take where there is none. */
export function findInMap(template: Template, raw: unknown, span: Span): Value {
  if (!Array.isArray(raw) || raw.length < 3 || raw.length > 4)
    return fault(span, "'Fn::FindInMap'", 'takes a mapping and two keys');
  let entry: Entry = { raw: template.mappings.fields, span: template.mappings.span };
  for (let i = 0; i < 3; i++) {
    const key = asLiteral(evaluated(template, raw[i], below(span, i)), 'a key of a mapping');
    if (typeof key !== 'string') return key;
    if (!isFields(entry.raw)) return fault(entry.span, 'this part of a mapping', 'is not an object');
    const next = entryOf({ fields: entry.raw, span: entry.span }, key);
    if (next === undefined)
      return fallback(template, raw[3], below(span, 3), absent(template, key, entry.raw, below(span, i)));
    entry = next;
  }
  return evaluated(template, entry.raw, entry.span);
}

function absent(
  template: Template,
  key: string,
  mapping: Readonly<Record<string, unknown>>,
  span: Span,
): Unknown {
  return missing(span, `the key '${key}' of a mapping`, suggestionIn(template, key, mapping));
}

function fallback(template: Template, raw: unknown, span: Span, otherwise: Unknown): Value {
  if (!isFields(raw) || !Object.hasOwn(raw, 'DefaultValue')) return otherwise;
  return evaluated(template, raw.DefaultValue, below(span, 'DefaultValue'));
}
