import type { Span } from '../../../diagnostics/source.js';
import { evaluated, type Template } from '../template.js';
import { unknownValue, type Value } from '../value.js';

/** `Fn::Base64`: for user data, which no rule is made of. */
export function base64(template: Template, raw: unknown, span: Span): Value {
  const value = evaluated(template, raw, span);
  return value.kind === 'unknown' ? value : unknownValue(span, "'Fn::Base64'", 'is not evaluated here');
}
