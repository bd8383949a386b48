import { addressSet } from '../../address/address-set.js';
import type { Family } from '../../address/space.js';
import type { PrefixList } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { below, onKey } from '../../diagnostics/source.js';
import { label, readPrefix } from '../shared/prefix.js';
import { evaluateProperties, freeText, objectsAt, type Properties, whyUnknown } from './properties.js';
import type { Resource } from './resources.js';
import type { Template } from './template.js';
import { type FieldsValue, reportUnknown } from './value.js';

/** A prefix list, of one family (fact 15). Entries that are not known are left out. */
export function readPrefixList(
  template: Template,
  { id, properties, span }: Resource,
  report: Report,
): PrefixList {
  const place = onKey(span);
  if (properties === undefined) return { id, name: id, addresses: addressSet([]), span: place };
  const own = evaluateProperties(
    template,
    properties,
    ['PrefixListName', 'AddressFamily', 'MaxEntries'],
    report,
  );
  const family = readFamily(own);
  const entries = objectsAt(template, properties, 'Entries', report);
  const ranges = entries.flatMap((entry) => readEntry(template, entry, family, report) ?? []);
  const maxEntries = whyUnknown(own.values.get('MaxEntries')) ? undefined : own.item.integer('MaxEntries');
  return {
    id,
    name: freeText(own, 'PrefixListName') || id,
    addresses: addressSet(ranges),
    ...(maxEntries !== undefined && { maxEntries }),
    span: place,
  };
}

/** Nothing where it is not written, not known or at fault: entries of both families are read then. */
function readFamily({ item, values }: Properties): Family | undefined {
  const why = whyUnknown(values.get('AddressFamily'));
  if (why) reportUnknown(why, item.report);
  const text = why ? undefined : item.requiredText('AddressFamily')?.toLowerCase();
  if (text === undefined || text === 'ipv4' || text === 'ipv6') return text;
  const problem = `'AddressFamily' is '${text}' where ${label('ipv4')} or ${label('ipv6')} is expected`;
  item.report('wrong-type', item.at('AddressFamily'), { problem });
  return undefined;
}

function readEntry(template: Template, entry: FieldsValue, family: Family | undefined, report: Report) {
  const { item, values } = evaluateProperties(template, entry, ['Cidr'], report);
  const why = whyUnknown(values.get('Cidr'));
  if (why) {
    reportUnknown(why, report);
    return undefined;
  }
  const text = item.requiredText('Cidr');
  return text === undefined ? undefined : readPrefix(text, below(entry.span, 'Cidr'), report, family);
}
