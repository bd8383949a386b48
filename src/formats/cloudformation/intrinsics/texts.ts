import { below, type Span } from '../../../diagnostics/source.js';
import { isIdentity } from '../attributes.js';
import { evaluated, type Template } from '../template.js';
import { asLiteral, asText, concatenated } from '../texts.js';
import {
  fault,
  inWords,
  type ListValue,
  type Piece,
  type TextValue,
  textValue,
  type Unknown,
  unknownValue,
  type Value,
} from '../value.js';

/** `Fn::Join`: the texts of a list with a delimiter between them. */
export function join(template: Template, raw: unknown, span: Span): Value {
  const read = delimiterAnd(template, raw, span, "'Fn::Join'", 'takes a delimiter and a list of texts');
  if ('kind' in read) return read;
  const { delimiter, second } = read;
  if (second.kind !== 'list') return fault(second.span, 'the list', `is ${inWords(second)}`);
  const parts: TextValue[] = [];
  for (const item of second.items) {
    const text = asText(item, 'an item of the list');
    if (text.kind === 'unknown') return text;
    if (parts.length > 0) parts.push(textValue([delimiter], span));
    parts.push(text);
  }
  return concatenated(parts, span);
}

/** `Fn::Split`: what stands between the delimiters of a text, as a list. */
export function split(template: Template, raw: unknown, span: Span): Value {
  const read = delimiterAnd(template, raw, span, "'Fn::Split'", 'takes a delimiter and a text');
  if ('kind' in read) return read;
  const { delimiter, second } = read;
  const text = asText(second, 'the text');
  if (text.kind === 'unknown') return text;
  if (delimiter === '') return fault(below(span, 0), 'the delimiter', 'is empty');
  if (text.pieces.some((piece) => mayHold(piece, delimiter)))
    return unknownValue(span, 'where a value of a resource is split', 'is not known');
  return splitAt(delimiter, text, span);
}

/** Ids of groups and lists hold letters, digits and hyphens; what other attributes hold is not known. */
function mayHold(piece: Piece, delimiter: string): boolean {
  return typeof piece !== 'string' && !(isIdentity(piece) && /[^A-Za-z0-9-]/.test(delimiter));
}

function splitAt(delimiter: string, text: TextValue, span: Span): ListValue {
  const items: Piece[][] = [[]];
  for (const piece of text.pieces) {
    const [first, ...more] = typeof piece === 'string' ? piece.split(delimiter) : [piece];
    if (first !== undefined && first !== '') items.at(-1)!.push(first);
    for (const one of more) items.push(one === '' ? [] : [one]);
  }
  return { kind: 'list', items: items.map((pieces) => textValue(pieces, span)), span };
}

interface DelimiterAnd {
  readonly delimiter: string;
  readonly second: Value;
}

function delimiterAnd(
  template: Template,
  raw: unknown,
  span: Span,
  name: string,
  takes: string,
): DelimiterAnd | Unknown {
  if (!Array.isArray(raw) || raw.length !== 2) return fault(span, name, takes);
  const delimiter = asLiteral(evaluated(template, raw[0], below(span, 0)), 'the delimiter');
  if (typeof delimiter !== 'string') return delimiter;
  const second = evaluated(template, raw[1], below(span, 1));
  return second.kind === 'unknown' ? second : { delimiter, second };
}
