import { below, type Span } from '../../../diagnostics/source.js';
import { isFields } from '../../shared/item.js';
import { evaluated, type Template } from '../template.js';
import { asText, concatenated } from '../texts.js';
import { fault, type TextValue, textValue, type Unknown, type Value } from '../value.js';
import { attributeAt, referenceTo } from './reference.js';

/** `Fn::Sub`: a text with `${Name}`, `${Resource.Attribute}` and, before them, names of its own. */
export function substitute(template: Template, raw: unknown, span: Span): Value {
  const [text, own] = Array.isArray(raw) && raw.length === 2 ? (raw as [unknown, unknown]) : [raw, {}];
  if (typeof text !== 'string' || !isFields(own))
    return fault(span, "'Fn::Sub'", 'takes a text, or a text and an object');
  const lookUp = variables(template, own, span);
  const parts: TextValue[] = [];
  for (const { name, text: literal } of partsOf(text)) {
    const value = name === undefined ? textValue([literal], span) : lookUp(name);
    if (value.kind === 'unknown') return value;
    parts.push(value);
  }
  return concatenated(parts, span);
}

/** Each name is worked out once, however often it stands in the text. */
function variables(
  template: Template,
  own: Readonly<Record<string, unknown>>,
  span: Span,
): (name: string) => TextValue | Unknown {
  const known = new Map<string, TextValue | Unknown>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    const value = Object.hasOwn(own, name)
      ? evaluated(template, own[name], below(span, 1, name))
      : named(template, name, span);
    const found = asText(value, `'${name}'`);
    known.set(name, found);
    return found;
  };
}

function named(template: Template, name: string, span: Span): Value {
  const isAttribute = name.includes('.') && !name.startsWith('AWS::');
  return isAttribute ? attributeAt(template, name, span) : referenceTo(template, name, span);
}

interface Part {
  readonly text: string;
  readonly name?: string;
}

/** `${!Name}` stands for the text `${Name}`. */
function* partsOf(text: string): Iterable<Part> {
  let at = 0;
  for (;;) {
    const open = text.indexOf('${', at);
    const close = open < 0 ? -1 : text.indexOf('}', open);
    if (close < 0) break;
    yield { text: text.slice(at, open) };
    const name = text.slice(open + 2, close);
    yield name.startsWith('!') ? { text: `\${${name.slice(1)}}` } : { text: '', name };
    at = close + 1;
  }
  yield { text: text.slice(at) };
}
