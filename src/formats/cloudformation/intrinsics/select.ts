import { below, type Span } from '../../../diagnostics/source.js';
import { evaluated, type Template } from '../template.js';
import { asLiteral } from '../texts.js';
import { fault, inWords, type Value } from '../value.js';

/** `Fn::Select`: the item of a list at an index, which counts from 0. */
export function select(template: Template, raw: unknown, span: Span): Value {
  if (!Array.isArray(raw) || raw.length !== 2)
    return fault(span, "'Fn::Select'", 'takes an index and a list');
  const index = asLiteral(evaluated(template, raw[0], below(span, 0)), 'the index');
  if (typeof index !== 'string') return index;
  if (!/^[0-9]{1,9}$/.test(index)) return fault(below(span, 0), `the index '${index}'`, 'is not a number');
  const list = evaluated(template, raw[1], below(span, 1));
  if (list.kind === 'unknown') return list;
  if (list.kind !== 'list')
    return fault(below(span, 1), 'the list', `is ${inWords(list)} where a list is expected`);
  return (
    list.items[Number(index)] ?? fault(span, `index ${index}`, `is not in a list of ${list.items.length}`)
  );
}
