import type { IntervalSet } from './intervals.js';
import { roomFor } from './room.js';
import { sortByKey } from './sort.js';
import { Window } from './window.js';

const [DOT, SLASH, ZERO] = [0x2e, 0x2f, 0x30];

/** `255.255.255.255/32`, and what stands behind it. */
const LONGEST = 19;

/** The fewest characters of an address and the end of its line. */
const SHORTEST = 8;

/** How many addresses a prefix of each length has: powers take longer than all else that is done with one of a million. */
const SIZES = Array.from({ length: 33 }, (_, length) => 2 ** (32 - length));

/**
 * Gathers plain IPv4 addresses and prefixes of a long text without making a string of each: four decimal numbers without
 * leading zeros, a length, no bit behind it. Whatever else stands there is for `parseAddressRange` to judge.
 */
export class PlainPrefixes {
  /** Behind the prefix that was read last. */
  end = 0;
  readonly #text: string;
  readonly #window: Window;
  #at = 0;
  /** Memory that nobody writes to costs nothing. */
  readonly #starts: Uint32Array;
  readonly #lengths: Uint8Array;
  #count = 0;

  constructor(text: string) {
    this.#text = text;
    this.#window = new Window(text);
    const most = Math.ceil(text.length / SHORTEST);
    this.#starts = new Uint32Array(most);
    this.#lengths = new Uint8Array(most);
  }

  /**
   * Adds the prefix that is all of a line from a position on; false where it is none. `0.0.0.0` alone is none either: what it was meant to be is
   * to be asked.
   */
  addLine(start: number): boolean {
    this.#window.cover(start, LONGEST);
    const bytes = this.#window.bytes;
    this.#at = start - this.#window.start;
    let address = this.#number(255);
    for (let part = 1; part < 4; part++) {
      if (address < 0 || bytes[this.#at++] !== DOT) return false;
      const octet = this.#number(255);
      address = octet < 0 ? -1 : address * 256 + octet;
    }
    const hasLength = bytes[this.#at] === SLASH;
    if (hasLength) this.#at++;
    const length = hasLength ? this.#number(32) : 32;
    this.end = this.#window.start + this.#at;
    if (address < 0 || length < 0 || address % SIZES[length]! !== 0) return false;
    if (address === 0 && length === 32) return false;
    if (this.end < this.#text.length && bytes[this.#at] !== NEWLINE) return false;
    this.#starts[this.#count] = address;
    this.#lengths[this.#count++] = length;
    return true;
  }

  /** A number up to `most` without leading zeros; -1 where there is none. */
  #number(most: number): number {
    const bytes = this.#window.bytes;
    let at = this.#at;
    let value = bytes[at]! - ZERO;
    if (!(value >= 0 && value <= 9)) return -1;
    for (let digit = bytes[++at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO) {
      value = value === 0 ? most + 1 : value * 10 + digit;
      if (value > most) return -1;
    }
    this.#at = at;
    return value;
  }

  /** The addresses that the prefixes hold between them. */
  toSet(): IntervalSet<number> {
    sortByKey(this.#starts, this.#lengths, this.#count);
    const boundaries = roomFor(2 * this.#runs());
    let last = -1;
    for (let i = 0; i < this.#count; i++) {
      const start = this.#starts[i]!;
      const end = start + SIZES[this.#lengths[i]!]!;
      if (last < 0 || start > boundaries[last]!) {
        last += 2;
        boundaries[last - 1] = start;
        boundaries[last] = end;
      } else if (end > boundaries[last]!) boundaries[last] = end;
    }
    return boundaries;
  }

  /** How many are left of prefixes in order, once those that touch or overlap are one. */
  #runs(): number {
    let runs = 0;
    let last = -1;
    for (let i = 0; i < this.#count; i++) {
      const start = this.#starts[i]!;
      const end = start + SIZES[this.#lengths[i]!]!;
      if (start > last) runs++;
      if (end > last) last = end;
    }
    return runs;
  }
}

const NEWLINE = 0x0a;
