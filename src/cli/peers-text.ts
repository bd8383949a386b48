import { type AddressSet, hasNoAddress } from '../address/address-set.js';
import { ipv4 } from '../address/ipv4.js';
import { ipv6 } from '../address/ipv6.js';
import { formatSet, isEverything } from '../address/space.js';

/** Addresses of both families as the native language spells them. */
export function peerTexts(peers: AddressSet): readonly string[] {
  const all4 = isEverything(ipv4, peers.ipv4);
  const all6 = isEverything(ipv6, peers.ipv6);
  if (all4 && all6) return ['anywhere'];
  if (hasNoAddress(peers)) return ['nobody'];
  return [
    ...(all4 ? ['anywhere-ipv4'] : formatSet(ipv4, peers.ipv4)),
    ...(all6 ? ['anywhere-ipv6'] : formatSet(ipv6, peers.ipv6)),
  ];
}

/** The first few texts, a line each, and how many more there are. */
export function few(texts: readonly string[], shown = 6): string {
  if (texts.length <= shown) return texts.join('\n');
  return [...texts.slice(0, shown - 1), `… and ${texts.length - shown + 1} more`].join('\n');
}
