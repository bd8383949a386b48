import { below } from '../../diagnostics/source.js';
import { isFields } from '../shared/item.js';
import { conditionName, conditionNamed } from './conditions.js';
import { entryOf, type Template } from './template.js';
import { because, fault } from './value.js';
import { decided, type Verdict } from './verdict.js';

/** Whether a resource that stands in the template is made. Where that cannot be told, it is treated as if it were not. */
export function presenceOf(template: Template, id: string): Verdict {
  const { raw, span } = entryOf(template.resources, id)!;
  if (!isFields(raw) || !Object.hasOwn(raw, 'Condition')) return decided(true);
  const place = below(span, 'Condition');
  const name = conditionName(raw.Condition);
  if (name === undefined) return fault(place, "'Condition'", 'takes the name of a condition');
  const verdict = conditionNamed(template, name, place);
  if (verdict.kind === 'decided' || verdict.code !== 'unknown-value') return verdict;
  return because(verdict, place, `whether '${id}' is created`);
}
