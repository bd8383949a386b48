const DOT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;

/** How many addresses a prefix of each length has: powers take longer than all else that is done with one of a million. */
const SIZES = Array.from({ length: 33 }, (_, length) => 2 ** (32 - length));

/**
 * Reads plain IPv4 addresses and prefixes out of a long text without making a string of each: four decimal numbers
 * without leading zeros, a length, no bit behind it. Whatever else stands there is for `parseAddressRange` to judge.
 */
export class Ipv4Scanner {
  /** Behind the prefix that was found last. */
  end = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The prefix that begins at a position, packed as address × 64 + length; -1 where no plain one does. */
  prefixAt(start: number): number {
    this.end = start;
    let address = 0;
    for (let part = 0; part < 4; part++) {
      if (part > 0 && !this.#skip(DOT)) return -1;
      const number = this.#number(3);
      if (number < 0 || number > 255) return -1;
      address = address * 256 + number;
    }
    const length = this.#skip(SLASH) ? this.#number(2) : 32;
    if (length < 0 || length > 32 || address % SIZES[length]! !== 0) return -1;
    return address * 64 + length;
  }

  #skip(character: number): boolean {
    if (this.#text.charCodeAt(this.end) !== character) return false;
    this.end++;
    return true;
  }

  /** A number of so many digits at most; -1 where there is none, or one with a leading zero. */
  #number(digits: number): number {
    const start = this.end;
    let value = 0;
    while (this.end - start < digits) {
      const digit = this.#text.charCodeAt(this.end) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
      this.end++;
    }
    const length = this.end - start;
    if (length === 0 || (length > 1 && this.#text.charCodeAt(start) === ZERO)) return -1;
    return value;
  }
}
