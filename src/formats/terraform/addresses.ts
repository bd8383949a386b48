import { type AddressSet, addressSet, hasNoAddress } from '../../address/address-set.js';
import { type AddressRange, parseAddress } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import { label, readOwnPrefix } from '../shared/prefix.js';
import { type Block, reportPending } from './block.js';
import { knownTexts, type PlacedText } from './texts.js';
import { isUnknown } from './unknown.js';

const single = ['private_ip'] as const;
const lists = [
  ['private_ips', 'ipv4'],
  ['private_ip_list', 'ipv4'],
  ['secondary_private_ips', 'ipv4'],
  ['ipv6_addresses', 'ipv6'],
  ['ipv6_address_list', 'ipv6'],
] as const;
const prefixes = [
  ['ipv4_prefixes', 'ipv4'],
  ['ipv6_prefixes', 'ipv6'],
] as const;

/**
 * The addresses that packets of an interface carry (fact 12), never public ones (fact 29). Before apply they are usually not
 * known: then the interface has none, and rules that mean it by its group match nothing.
 */
export function readAddresses(block: Block): AddressSet {
  const { item } = block;
  const alone = single.flatMap((key) => {
    const text = item.text(key);
    return text === undefined || text === '' ? [] : readAddress({ text, span: item.at(key) }, 'ipv4', block);
  });
  const listed = lists.flatMap(([key, family]) =>
    knownTexts(block, key).flatMap((one) => readAddress(one, family, block)),
  );
  const delegated = prefixes.flatMap(([key, family]) =>
    knownTexts(block, key).flatMap(({ text, span }) => readOwnPrefix(text, span, item.report, family) ?? []),
  );
  const addresses = addressSet([...alone, ...listed, ...delegated]);
  const missing = ['private_ip', 'private_ips'].find((key) => isUnknown(block.unknown, key));
  if (hasNoAddress(addresses) && missing !== undefined) reportPending(block, missing);
  return addresses;
}

/** What is no address is left out, which makes a group's members fewer, never more. */
function readAddress({ text, span }: PlacedText, family: Family, { item }: Block): readonly AddressRange[] {
  const parsed = parseAddress(text);
  if (parsed.ok && parsed.range.family === family) return [parsed.range];
  const problem = parsed.ok ? `'${text}' is not an ${label(family)} address` : parsed.fault.problem;
  item.report('ignored-value', span, { problem: `${problem}; the interface is read without it` });
  return [];
}
