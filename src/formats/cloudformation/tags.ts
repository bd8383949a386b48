import type { Report } from '../../diagnostics/diagnostic.js';
import { evaluateProperties, faultsOnly, freeText, objectsAt } from './properties.js';
import type { Template } from './template.js';
import type { FieldsValue } from './value.js';

/** The tags of a resource; one whose value is not known is left out, since no rule depends on it. */
export function readTags(
  template: Template,
  properties: FieldsValue,
  report: Report,
): ReadonlyMap<string, string> {
  const quiet = faultsOnly(report);
  const tags = new Map<string, string>();
  for (const tag of objectsAt(template, properties, 'Tags', quiet)) {
    const own = evaluateProperties(template, tag, ['Key', 'Value'], quiet);
    const [key, value] = [freeText(own, 'Key'), freeText(own, 'Value')];
    if (key !== '' && value !== '') tags.set(key, value);
  }
  return tags;
}
