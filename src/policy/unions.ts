import { type AddressSet, unionOf } from '../address/address-set.js';
import { countIntervals } from '../address/intervals.js';

/** Sets of so many intervals are told by which they are, and shorter ones by what they hold. */
const LONG = 16;

/**
 * Unions of address sets, each made once: where many rules name the same long list beside the same addresses, their peers are
 * one object, which all that follows looks at once.
 */
export class Unions {
  readonly #known = new Map<string, AddressSet>();
  readonly #numbers = new Map<AddressSet, number>();

  of(sets: readonly AddressSet[]): AddressSet {
    if (sets.length === 1) return sets[0]!;
    const distinct = [...new Set(sets)];
    if (distinct.length < 2 || !distinct.some(isLong)) return unionOf(distinct);
    const key = distinct
      .map((set) => this.#nameOf(set))
      .sort()
      .join();
    const union = this.#known.get(key) ?? unionOf(distinct);
    this.#known.set(key, union);
    return union;
  }

  #nameOf(set: AddressSet): string {
    if (!isLong(set)) return `${set.ipv4.join('-')}/${set.ipv6.join('-')}`;
    const number = this.#numbers.get(set) ?? this.#numbers.size;
    this.#numbers.set(set, number);
    return `#${number}`;
  }
}

function isLong({ ipv4, ipv6 }: AddressSet): boolean {
  return countIntervals(ipv4) + countIntervals(ipv6) >= LONG;
}
