import type { Span } from '../../diagnostics/source.js';
import {
  fault,
  inWords,
  type Piece,
  type TextValue,
  textValue,
  type Unknown,
  unknownValue,
  type Value,
} from './value.js';

/** Longer than any value of a rule. A text that is put together of itself again and again would fill the memory. */
const LONGEST = 65_536;

/** The value as a text; numbers and booleans are texts to CloudFormation. */
export function asText(value: Value, what: string): TextValue | Unknown {
  if (value.kind === 'text' || value.kind === 'unknown') return value;
  if (value.kind === 'plain' && value.value !== null) return textValue([String(value.value)], value.span);
  return fault(value.span, what, `is ${inWords(value)} where a text is expected`);
}

/** The text where nothing of it belongs to a resource. */
export function asLiteral(value: Value, what: string): string | Unknown {
  const text = asText(value, what);
  if (text.kind === 'unknown') return text;
  const [piece = '', more] = text.pieces;
  if (typeof piece === 'string' && more === undefined) return piece;
  return fault(value.span, what, 'cannot depend on a resource');
}

/** Texts one behind the other. */
export function concatenated(parts: readonly TextValue[], span: Span): TextValue | Unknown {
  const pieces: Piece[] = [];
  let size = 0;
  for (const part of parts) {
    for (const piece of part.pieces) {
      size += typeof piece === 'string' ? piece.length : 1;
      if (size > LONGEST) return fault(span, 'this text', `has more than ${LONGEST} characters`);
      append(pieces, piece);
    }
  }
  return readyText(pieces, span);
}

/** `{{resolve:ssm:…}}` is looked up in the cloud when the template is deployed. */
export function readyText(pieces: readonly Piece[], span: Span): TextValue | Unknown {
  const dynamic = pieces.some((piece) => typeof piece === 'string' && piece.includes('{{resolve:'));
  if (!dynamic) return textValue(pieces, span);
  return unknownValue(span, 'a dynamic reference', 'is only known when the template is deployed');
}

function append(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (piece === '') return;
  if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
  else pieces.push(piece);
}
