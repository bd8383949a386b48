import type { Related, Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';

/** What a value of a template comes to, and where it stands. */
export type Value = TextValue | PlainValue | ListValue | FieldsValue | NoValue | Unknown;

/** A text; what belongs to a resource that is yet to be made stays a piece of its own. */
export interface TextValue {
  readonly kind: 'text';
  /** Never two texts side by side; no piece is the empty text. */
  readonly pieces: readonly Piece[];
  /** The parameter whose empty default this is, which whoever deploys the template replaces. */
  readonly unset?: string;
  readonly span: Span;
}

export type Piece = string | Attribute;

/** What `Ref` or `Fn::GetAtt` means of a resource of this template. */
export interface Attribute {
  readonly resource: string;
  readonly type: string;
  /** Absent for `Ref`. */
  readonly attribute: string | undefined;
}

export interface PlainValue {
  readonly kind: 'plain';
  readonly value: number | boolean | null;
  readonly span: Span;
}

export interface ListValue {
  readonly kind: 'list';
  /** Without what is `AWS::NoValue`. */
  readonly items: readonly Value[];
  readonly span: Span;
}

/** An object, whose own values are not evaluated yet. */
export interface FieldsValue {
  readonly kind: 'fields';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly span: Span;
}

/** `AWS::NoValue`: as if the key, or the item of a list, were not written. */
export interface NoValue {
  readonly kind: 'none';
  readonly span: Span;
}

/** Nothing that could match: it is not known before the template is deployed, or the template is wrong. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly code: 'unknown-value' | 'wrong-type' | 'unknown-reference';
  /** `what` and `why` make a sentence: "parameter 'Office'", "has no value". */
  readonly what: string;
  readonly why: string;
  readonly suggestion?: string | undefined;
  readonly related?: readonly Related[];
  /** The parameter, if it alone is what is not known. */
  readonly parameter?: string;
  readonly span: Span;
}

export function textValue(pieces: readonly Piece[], span: Span): TextValue {
  return { kind: 'text', pieces, span };
}

export function unknownValue(
  span: Span,
  what: string,
  why: string,
  more: Partial<Pick<Unknown, 'suggestion' | 'related' | 'parameter'>> = {},
): Unknown {
  return { kind: 'unknown', code: 'unknown-value', what, why, span, ...more };
}

/** The template is wrong. */
export function fault(span: Span, what: string, why: string): Unknown {
  return { kind: 'unknown', code: 'wrong-type', what, why, span };
}

/** The template refers to something that it does not have. */
export function missing(span: Span, what: string, suggestion: string | undefined): Unknown {
  return {
    kind: 'unknown',
    code: 'unknown-reference',
    what,
    why: 'is not in the template',
    span,
    suggestion,
  };
}

/** The same reason, told where its consequence is. */
export function because(reason: Unknown, span: Span, what: string): Unknown {
  const related = [{ message: `${reason.what} ${reason.why}`, span: reason.span }, ...(reason.related ?? [])];
  return unknownValue(span, what, 'is not known', { suggestion: reason.suggestion, related });
}

export function reportUnknown({ code, what, why, suggestion, related, span }: Unknown, report: Report): void {
  const details = { suggestion, ...(related && { related }) };
  if (code === 'unknown-value') report(code, span, { what, why }, details);
  else report(code, span, { problem: `${what} ${why}` }, details);
}

/** For what no rule depends on, such as a description: only that the template is wrong is told. */
export function reportFault(unknown: Unknown, report: Report): void {
  if (unknown.code !== 'unknown-value') reportUnknown(unknown, report);
}

/** A value in words, for what is expected elsewhere. */
export function inWords(value: Value): string {
  switch (value.kind) {
    case 'text':
      return value.pieces.length === 0 ? 'an empty text' : 'a text';
    case 'plain':
      return value.value === null ? 'null' : `the ${typeof value.value} ${String(value.value)}`;
    case 'list':
      return 'a list';
    case 'fields':
      return 'an object';
    case 'none':
      return 'AWS::NoValue';
    case 'unknown':
      return 'unknown';
  }
}
