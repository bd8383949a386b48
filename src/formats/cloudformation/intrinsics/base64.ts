import type { Span } from '../../../diagnostics/source.js';
import { evaluate } from '../evaluate.js';
import type { Template } from '../template.js';
import { unknownValue, type Value } from '../value.js';

/** `Fn::Base64`: for user data, which no rule is made of. */
export function base64(template: Template, raw: unknown, span: Span): Value {
  const value = evaluate(template, raw, span);
  return value.kind === 'unknown' ? value : unknownValue(span, "'Fn::Base64'", 'is not worked out here');
}
