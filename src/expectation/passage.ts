import { type AddressSet, everyAddress } from '../address/address-set.js';
import type { Passage } from '../ruleset/canonical.js';
import { allTraffic } from '../traffic/traffic.js';

export const everything: Passage = { traffic: allTraffic, peers: everyAddress(['ipv4', 'ipv6']) };

/** Sets with more boundaries than these are told apart by what object they are. */
const SPELLED = 16;

/** The same for passages that are the same; mostly different for others that mean the same. */
export function passageKey({ traffic, peers }: Passage): string {
  const { protocol, first, last } = traffic;
  return `${protocol}/${first}-${last}:${peersKey(peers)}`;
}

function peersKey(peers: AddressSet): string {
  const { ipv4, ipv6 } = peers;
  if (ipv4.length + ipv6.length <= SPELLED) return `${ipv4.join()}/${ipv6.join()}`;
  return `#${numberOf(peers)}`;
}

const numbers = new WeakMap<AddressSet, number>();
let count = 0;

function numberOf(peers: AddressSet): number {
  const known = numbers.get(peers) ?? count++;
  numbers.set(peers, known);
  return known;
}
