const [DOT, SLASH, ZERO] = [0x2e, 0x2f, 0x30];

/** How many addresses a prefix of each length has: powers take longer than all else that is done with one of a million. */
export const SIZES: readonly number[] = Array.from({ length: 33 }, (_, length) => 2 ** (32 - length));

/**
 * Reads plain IPv4 addresses and prefixes where they stand in bytes, without making anything: four decimal numbers without leading
 * zeros, a length, no bit behind it. Whatever else stands there is for `parseAddressRange` to judge.
 */
export class Ipv4Bytes {
  /** Of what was read last: its first address, */
  address = 0;
  /** its length, which is 32 where none is written, */
  length = 32;
  hasLength = false;
  /** and what follows it. */
  end = 0;

  /** Reads what begins at a position; false where that is no plain address or prefix. */
  read(bytes: Uint8Array, start: number): boolean {
    this.end = start;
    let address = this.#number(bytes, 255);
    for (let part = 1; part < 4; part++) {
      if (address < 0 || bytes[this.end++] !== DOT) return false;
      const octet = this.#number(bytes, 255);
      address = octet < 0 ? -1 : address * 256 + octet;
    }
    this.hasLength = bytes[this.end] === SLASH;
    if (this.hasLength) this.end++;
    this.length = this.hasLength ? this.#number(bytes, 32) : 32;
    this.address = address;
    return address >= 0 && this.length >= 0 && address % SIZES[this.length]! === 0;
  }

  /** A number up to `most` without leading zeros; -1 where there is none. */
  #number(bytes: Uint8Array, most: number): number {
    let at = this.end;
    let value = bytes[at]! - ZERO;
    if (!(value >= 0 && value <= 9)) return -1;
    for (let digit = bytes[++at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO) {
      value = value === 0 ? most + 1 : value * 10 + digit;
      if (value > most) return -1;
    }
    this.end = at;
    return value;
  }
}
