import { isEmpty } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import type { InterfaceRuleset } from '../ruleset/host-ruleset.js';

/**
 * Whose packets are those that are for everybody, or for a multicast group, on a device without a name here: the address
 * of no interface matches it. It can be assigned if only one interface is matched by addresses of the family.
 */
export function ownerOfMany(
  interfaces: readonly InterfaceRuleset[],
  family: Family,
): InterfaceRuleset | undefined {
  const told = interfaces.filter(
    ({ match }) => match.kind === 'addresses' && !isEmpty(match.addresses[family]),
  );
  return told.length === 1 ? told[0] : undefined;
}

/** All multicast groups of IPv6, which has no broadcast. */
export const MULTICAST_V6 = 'ff00::/8';
