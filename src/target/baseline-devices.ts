import { isEmpty } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import { LOOPBACK } from '../definition/device.js';
import type { InterfaceRuleset } from '../ruleset/host-ruleset.js';

/** The devices on which a host admits its baseline. What comes or goes by any other is dropped. */
export type BaselineDevices =
  | { readonly kind: 'only'; readonly devices: readonly string[] }
  /** Loopback, unless the definition names it; never more than that. */
  | { readonly kind: 'other'; readonly devices: readonly string[] };

/**
 * Those that the definition names. An interface without a device may be any that none names, and what is discovered, listened
 * to and offered there is not for the addresses that tell its packets: all but loopback, then, for the families that it has.
 */
export function baselineDevices(interfaces: readonly InterfaceRuleset[], family: Family): BaselineDevices {
  const named = interfaces.flatMap(({ match }) => (match.kind === 'device' ? [match.device] : []));
  const isOpen = interfaces.some(
    ({ match }) => match.kind === 'addresses' && !isEmpty(match.addresses[family]),
  );
  if (!isOpen) return { kind: 'only', devices: [...new Set(named)] };
  return { kind: 'other', devices: named.includes(LOOPBACK) ? [] : [LOOPBACK] };
}
