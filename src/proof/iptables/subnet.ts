import type { Family } from '../../address/space.js';
import { readIpv4, readIpv6 } from '../addresses.js';
import type { FieldValues } from '../firewall.js';
import { addIpv4, addIpv6 } from '../ranges.js';

export type Side = 'source' | 'destination';

/** `10.0.0.0/8`, `10.0.0.0/255.0.0.0` or an address alone, as an option of a rule has it. Names of hosts are not read. */
export function readSubnet(text: string, family: Family, side: Side): FieldValues | undefined {
  const plain = withLength(text, family);
  if (plain === undefined || plain.includes('-')) return undefined;
  if (family === 'ipv4') {
    const set: number[] = [];
    return addIpv4(set, plain, 0, plain.length) ? { field: `${side}4`, set } : undefined;
  }
  const set: bigint[] = [];
  return addIpv6(set, plain, 0, plain.length) ? { field: `${side}6`, set } : undefined;
}

/** Spells a mask that has the form of an address as the length that it stands for. */
function withLength(text: string, family: Family): string | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return text;
  const read = family === 'ipv4' ? readIpv4 : readIpv6;
  const mask = read(text, slash + 1, text.length);
  if (mask === undefined) return text;
  const bits = mask.toString(2).padStart(family === 'ipv4' ? 32 : 128, '0');
  return /^1*0*$/.test(bits) ? `${text.slice(0, slash)}/${bits.lastIndexOf('1') + 1}` : undefined;
}
