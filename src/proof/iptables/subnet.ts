import type { Family } from '../../address/space.js';
import type { FieldValues } from '../firewall.js';
import { addIpv4, addIpv6 } from '../ranges.js';

export type Side = 'source' | 'destination';

/** `10.0.0.0/8` or an address alone, as an option of a rule has it. Masks and names of hosts are not read. */
export function readSubnet(text: string, family: Family, side: Side): FieldValues | undefined {
  // No program lists the network of all addresses, and some refuse it behind `!`.
  if (text.includes('-') || text.endsWith('/0')) return undefined;
  if (family === 'ipv4') {
    const set: number[] = [];
    return addIpv4(set, text, 0, text.length) ? { field: `${side}4`, set } : undefined;
  }
  const set: bigint[] = [];
  return addIpv6(set, text, 0, text.length) ? { field: `${side}6`, set } : undefined;
}
