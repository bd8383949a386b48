import { type AddressSet, everyAddress } from '../address/address-set.js';
import type { Passage } from '../ruleset/canonical.js';
import { allTraffic } from '../traffic/traffic.js';

export const everything: Passage = { traffic: allTraffic, peers: everyAddress(['ipv4', 'ipv6']) };

/** Sets with more boundaries than these are told apart by what object they are. */
const SPELLED = 16;

/** Keys that are the same for passages that are the same, and mostly different for others that mean the same. */
export class PassageKeys {
  readonly #numbers = new Map<AddressSet, number>();

  of({ traffic, peers }: Passage): string {
    const { protocol, first, last } = traffic;
    return `${protocol}/${first}-${last}:${this.#peersKey(peers)}`;
  }

  #peersKey(peers: AddressSet): string {
    const { ipv4, ipv6 } = peers;
    if (ipv4.length + ipv6.length <= SPELLED) return `${ipv4.join()}/${ipv6.join()}`;
    const number = this.#numbers.get(peers) ?? this.#numbers.size;
    this.#numbers.set(peers, number);
    return `#${number}`;
  }
}
