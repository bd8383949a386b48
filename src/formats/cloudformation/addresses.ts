import { type AddressSet, addressSet } from '../../address/address-set.js';
import { type AddressRange, parseAddress } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { label, readOwnPrefix } from '../shared/prefix.js';
import { evaluateProperties, objectsAt, whyUnknown } from './properties.js';
import type { Template } from './template.js';
import { type FieldsValue, reportUnknown } from './value.js';

/** Lists of objects that have one address or prefix each. */
const lists = [
  { list: 'PrivateIpAddresses', key: 'PrivateIpAddress', family: 'ipv4', prefix: false },
  { list: 'Ipv6Addresses', key: 'Ipv6Address', family: 'ipv6', prefix: false },
  { list: 'Ipv4Prefixes', key: 'Ipv4Prefix', family: 'ipv4', prefix: true },
  { list: 'Ipv6Prefixes', key: 'Ipv6Prefix', family: 'ipv6', prefix: true },
] as const;

/** How many more addresses the cloud chooses. */
const counts = [
  'SecondaryPrivateIpAddressCount',
  'Ipv6AddressCount',
  'Ipv4PrefixCount',
  'Ipv6PrefixCount',
] as const;

/**
 * The addresses of an interface that the template says (fact 12): none where the cloud chooses them, so that rules with its
 * groups as peers do not match it.
 */
export function readAddresses(template: Template, value: FieldsValue, report: Report): AddressSet {
  reportCounts(template, value, report);
  const primary = readOne(template, value, 'PrivateIpAddress', 'ipv4', false, report);
  const others = lists.flatMap(({ list, key, family, prefix }) =>
    objectsAt(template, value, list, report).flatMap((one) =>
      readOne(template, one, key, family, prefix, report, true),
    ),
  );
  return addressSet([...primary, ...others]);
}

function readOne(
  template: Template,
  value: FieldsValue,
  key: string,
  family: Family,
  prefix: boolean,
  report: Report,
  required = false,
): readonly AddressRange[] {
  const { item, values } = evaluateProperties(template, value, [key], report);
  const why = whyUnknown(values.get(key));
  if (why) reportUnknown(why, report);
  const isWritten = required || values.has(key);
  const text = why || !isWritten ? undefined : item.requiredText(key);
  if (text === undefined) return [];
  if (prefix) return [readOwnPrefix(text, item.at(key), report, family) ?? []].flat();
  const parsed = parseAddress(text);
  if (parsed.ok && parsed.range.family === family) return [parsed.range];
  const problem = parsed.ok ? `'${text}' is not an ${label(family)} address` : parsed.fault.problem;
  report('invalid-address', item.at(key), { problem });
  return [];
}

function reportCounts(template: Template, value: FieldsValue, report: Report): void {
  const { item, values } = evaluateProperties(template, value, counts, report);
  for (const key of counts) {
    const why = whyUnknown(values.get(key));
    if (why) reportUnknown(why, report);
    const count = why ? undefined : item.integer(key);
    if (count === undefined || count === 0) continue;
    const what = `what '${key}' asks for`;
    report('unknown-value', item.at(key), { what, why: 'is chosen when the template is deployed' });
  }
}
