import type { AddressSet } from '../../address/address-set.js';
import { type IntervalSet, intervalsOf, type Point } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { type Family, prefixesOf, type Space } from '../../address/space.js';
import type { Spelled } from './model.js';

export const families = ['ipv4', 'ipv6'] as const;

/** The fewest prefixes that hold exactly these addresses of a family, as `address/length`. */
export function prefixTexts(addresses: AddressSet, family: Family): readonly string[] {
  return family === 'ipv4' ? spell(ipv4, addresses.ipv4) : spell(ipv6, addresses.ipv6);
}

function spell<P extends Point>(space: Space<P>, set: IntervalSet<P>): readonly string[] {
  return prefixesOf(space, set).map(({ address, length }) => `${space.format(address)}/${length}`);
}

/** More neighbours than this are a delegated prefix. */
const FEW = 4;

/** The addresses of an interface: short runs one by one, others as prefixes. */
export function spellAddresses(addresses: AddressSet, family: Family): Spelled {
  return family === 'ipv4' ? spelledOf(ipv4, addresses.ipv4) : spelledOf(ipv6, addresses.ipv6);
}

function spelledOf<P extends Point>(space: Space<P>, set: IntervalSet<P>): Spelled {
  const addresses: string[] = [];
  const prefixes: string[] = [];
  for (const interval of intervalsOf(set)) {
    const size = space.size(interval);
    if (size > FEW) prefixes.push(...spell(space, [interval.start, interval.end]));
    else for (let n = 0; n < size; n++) addresses.push(space.format(space.plus(interval.start, n)));
  }
  return { addresses, prefixes };
}
