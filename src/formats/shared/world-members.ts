import { type AddressSet, ofSpace } from '../../address/address-set.js';
import type { Point } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import type { Space } from '../../address/space.js';
import { isWorld } from '../../address/world.js';
import { label } from './prefix.js';

/** The families of which a set holds every address: `IPv4`, `IPv4, IPv6`; nothing where it is none. */
export function worldIn(addresses: AddressSet): string | undefined {
  const isOpen = <P extends Point>(space: Space<P>) => isWorld(space, ofSpace(space, addresses));
  const families = [...(isOpen(ipv4) ? [ipv4.family] : []), ...(isOpen(ipv6) ? [ipv6.family] : [])];
  return families.length === 0 ? undefined : families.map(label).join(', ');
}
