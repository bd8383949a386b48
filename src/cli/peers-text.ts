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
export function few(texts: readonly string[]): string {
  return fewOf(texts, (text) => text);
}

/** The same of texts that are made for those alone that are shown. */
export function fewOf<T>(all: readonly T[], textOf: (one: T) => string): string {
  if (all.length <= SHOWN) return all.map(textOf).join('\n');
  return [...all.slice(0, SHOWN - 1).map(textOf), `… and ${all.length - SHOWN + 1} more`].join('\n');
}

const SHOWN = 6;
