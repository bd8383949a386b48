import type { Report } from '../../diagnostics/diagnostic.js';
import { isGroupId } from './attributes.js';
import type { Known } from './known.js';
import { attributeIn, whyUnknown } from './properties.js';
import { inWords, reportUnknown, type Value } from './value.js';

/** A group of the template, or what stands for one that is not known here. */
export type FoundGroup =
  | { readonly id: string; readonly label?: undefined }
  | { readonly id?: undefined; readonly label: string };

/** The group that a value is the id of; nothing where the value is at fault. What leads to no group is reported. */
export function groupById(value: Value, known: Known, report: Report): FoundGroup | undefined {
  const attribute = attributeIn(value);
  if (attribute && isGroupId(attribute) && known.groups.has(attribute.resource))
    return { id: attribute.resource };
  const why = whyUnknown(value);
  if (why) {
    reportUnknown(why, report);
    return why.code === 'unknown-value' ? { label: why.what } : undefined;
  }
  const name = textIn(value, report);
  if (name === undefined) return undefined;
  report('unresolved-group', value.span, { name, reason: 'is not in the template' });
  return { label: name };
}

/** The group that a value is the name of: names are unique in a network, without regard to case (fact 22). */
export function groupByName(value: Value, known: Known, report: Report): FoundGroup | undefined {
  if (whyUnknown(value)) return groupById(value, known, report);
  const name = textIn(value, report);
  if (name === undefined) return undefined;
  const [id, more] = known.groupsByName.get(name.toLowerCase()) ?? [];
  if (id !== undefined && more === undefined) return { id };
  const reason = id === undefined ? 'is not in the template' : 'is one of several with that name';
  report('unresolved-group', value.span, { name, reason });
  return { label: name };
}

function textIn(value: Value, report: Report): string | undefined {
  if (value.kind === 'text' && value.pieces.length > 0) return value.pieces.join('');
  report('wrong-type', value.span, {
    problem: `this is ${inWords(value)} where a security group is expected`,
  });
  return undefined;
}
