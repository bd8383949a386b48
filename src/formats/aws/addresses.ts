import { type AddressSet, addressSet } from '../../address/address-set.js';
import { type AddressRange, parseAddress } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import type { Span } from '../../diagnostics/source.js';
import type { Item } from '../shared/item.js';
import { label, readOwnPrefix } from '../shared/prefix.js';

/**
 * The addresses that packets of an interface carry: primary, secondary and IPv6 ones, and delegated prefixes (fact 12).
 * Never public ones, which the cloud translates before a packet reaches the host (fact 29).
 */
export function readAddresses(item: Item): AddressSet {
  const ranges: AddressRange[] = [];
  const seen = new Set<string>();
  const add = (text: string | undefined, span: Span, family: Family): void => {
    if (text === undefined || text === '' || seen.has(text)) return;
    seen.add(text);
    const range = readAddress(text, span, family, item);
    if (range) ranges.push(range);
  };
  add(item.text('PrivateIpAddress'), item.at('PrivateIpAddress'), 'ipv4');
  for (const one of item.items('PrivateIpAddresses')) {
    add(one.requiredText('PrivateIpAddress'), one.at('PrivateIpAddress'), 'ipv4');
  }
  add(item.text('Ipv6Address'), item.at('Ipv6Address'), 'ipv6');
  for (const one of item.items('Ipv6Addresses'))
    add(one.requiredText('Ipv6Address'), one.at('Ipv6Address'), 'ipv6');
  return addressSet([...ranges, ...delegated(item, 'Ipv4', 'ipv4'), ...delegated(item, 'Ipv6', 'ipv6')]);
}

/** What is no address is left out, which makes a group's members fewer, never more. */
function readAddress(text: string, span: Span, family: Family, item: Item): AddressRange | undefined {
  const parsed = parseAddress(text);
  if (parsed.ok && parsed.range.family === family) return parsed.range;
  const problem = parsed.ok ? `'${text}' is not an ${label(family)} address` : parsed.fault.problem;
  item.report('ignored-value', span, { problem: `${problem}; the interface is read without it` });
  return undefined;
}

function delegated(item: Item, name: 'Ipv4' | 'Ipv6', family: Family): readonly AddressRange[] {
  return item.items(`${name}Prefixes`).flatMap((one) => {
    const text = one.requiredText(`${name}Prefix`);
    return text === undefined
      ? []
      : (readOwnPrefix(text, one.at(`${name}Prefix`), item.report, family) ?? []);
  });
}
