import type { IntervalSet } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import type { InterfacePolicy } from '../policy/model.js';
import { destinationTypes } from './firewall.js';
import { unionOfBounds } from './values.js';

/** The types of IPv4 destinations that are more than one host. */
export const manyTypes: IntervalSet<number> = unionOfBounds(
  (['broadcast', 'multicast'] as const).flatMap((type) => {
    const index = destinationTypes.indexOf(type);
    return [index, index + 1];
  }),
);

/** The multicast groups of IPv6: all from ff00:: to the end. */
export const multicast6: IntervalSet<bigint> = [0xffn << 120n, 1n << 128n];

/** The only interface that has addresses of the family and no device. */
export function soleByAddress(
  interfaces: readonly InterfacePolicy[],
  family: Family,
): InterfacePolicy | undefined {
  const told = interfaces.filter(
    ({ match }) => match.kind === 'addresses' && match.addresses[family].length > 0,
  );
  return told.length === 1 ? told[0] : undefined;
}
