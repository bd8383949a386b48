import { below, type Span } from '../../../diagnostics/source.js';
import { conditionName, conditionNamed } from '../conditions.js';
import { evaluated, type Template } from '../template.js';
import { because, fault, type Value } from '../value.js';

/** `Fn::If`: one of two values. Where it cannot be told which, neither. */
export function chooseIf(template: Template, raw: unknown, span: Span): Value {
  const name = Array.isArray(raw) && raw.length === 3 ? conditionName(raw[0]) : undefined;
  if (!Array.isArray(raw) || name === undefined)
    return fault(span, "'Fn::If'", 'takes the name of a condition and two values');
  const verdict = conditionNamed(template, name, below(span, 0));
  if (verdict.kind === 'decided') {
    const chosen = verdict.holds ? 1 : 2;
    return evaluated(template, raw[chosen], below(span, chosen));
  }
  return verdict.code === 'unknown-value' ? because(verdict, span, `whether '${name}' holds`) : verdict;
}
