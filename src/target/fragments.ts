import type { Settings } from '../definition/model.js';

/**
 * Whether the rules of a host ask for no state. The kernel puts fragments of IPv6 together before the hook for input only
 * where something asks connection tracking; without, all but the first of a packet come there without ports.
 */
export function asksNoState({ established, related, invalid }: Settings): boolean {
  return !established && !related && invalid === 'ignore';
}

/** What the rule that asks is for; it decides nothing. */
export const ASKING = 'so that IPv6 fragments are reassembled first';
