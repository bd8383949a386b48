import type { IntervalSet } from './intervals.js';
import { Ipv4Bytes, SIZES } from './ipv4-bytes.js';
import { roomFor } from './room.js';
import { sortByKey } from './sort.js';
import { Window } from './window.js';

/** `255.255.255.255/32`, and what stands behind it. */
const LONGEST = 19;

/** The fewest characters of an address and the end of its line. */
const SHORTEST = 8;

/**
 * Gathers plain IPv4 addresses and prefixes of a long text without making a string of each: four decimal numbers without
 * leading zeros, a length, no bit behind it. Whatever else stands there is for `parseAddressRange` to judge.
 */
export class PlainPrefixes {
  /** Behind the prefix that was read last. */
  end = 0;
  readonly #text: string;
  readonly #window: Window;
  readonly #prefix = new Ipv4Bytes();
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
    const prefix = this.#prefix;
    const isPlain = prefix.read(bytes, start - this.#window.start);
    this.end = this.#window.start + prefix.end;
    if (!isPlain) return false;
    const { address, length } = prefix;
    if (address === 0 && length === 32) return false;
    if (this.end < this.#text.length && bytes[prefix.end] !== NEWLINE) return false;
    this.#starts[this.#count] = address;
    this.#lengths[this.#count++] = length;
    return true;
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
