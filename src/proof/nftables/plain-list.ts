import type { Gathering } from '../gathering.js';
import { addIpv4 } from '../ranges.js';
import type { Tokens } from './tokens.js';

const [DOT, COMMA, SPACE, TAB, NEWLINE, ZERO] = [46, 44, 32, 9, 10, 48];

/** Characters of an address and more than its last number: `255.255.255.255-255.255.255.255`. */
const LONGEST = 31;

/** The same with the blanks behind it that the program writes, and more. */
const WITH_BLANKS = LONGEST + 33;

/**
 * Adds the elements of an IPv4 list that have a comma and one more number behind them, from the current token on, and goes to the
 * first that is left: the last one, or one that is spelled in another way than the program does. Lists have a million elements,
 * of which no tokens are made. Without `ranges`, ranges and prefixes are left.
 */
export function readPlainList(gathering: Gathering, tokens: Tokens, ranges: boolean): void {
  const { text, window } = tokens;
  const cursor = new Cursor(window.bytes);
  let [begin, line] = [tokens.start, tokens.line];
  for (;;) {
    window.cover(begin, WITH_BLANKS);
    cursor.at = begin - window.start;
    const address = cursor.address();
    if (address < 0) break;
    const isAlone = cursor.isComma();
    if (!isAlone && !(ranges && cursor.toComma(LONGEST))) break;
    const end = window.start + cursor.at;
    const lines = cursor.toNext();
    if (lines > 1 || !cursor.isDigit()) break;
    if (isAlone) gathering.push(address, address + 1);
    else if (!addIpv4(gathering, text, begin, end)) break;
    begin = window.start + cursor.at;
    line += lines;
  }
  tokens.back({ at: begin, line });
}

/** A place among bytes that end in one that belongs to no element. */
class Cursor {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  isComma(): boolean {
    return this.#bytes[this.at] === COMMA;
  }

  isDigit(): boolean {
    const digit = this.#bytes[this.at]! - ZERO;
    return digit >= 0 && digit <= 9;
  }

  /** Goes behind an address; -1, and anywhere, where there is none. */
  address(): number {
    let address = this.#octet();
    for (let part = 1; part < 4 && address >= 0; part++) {
      if (this.#bytes[this.at++] !== DOT) return -1;
      const octet = this.#octet();
      address = octet < 0 ? -1 : address * 256 + octet;
    }
    return address;
  }

  /** Without leading zeros. */
  #octet(): number {
    const bytes = this.#bytes;
    let at = this.at;
    let value = bytes[at]! - ZERO;
    if (!(value >= 0 && value <= 9)) return -1;
    for (let digit = bytes[++at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO) {
      if (value === 0 || value > 25) return -1;
      value = value * 10 + digit;
    }
    this.at = at;
    return value > 255 ? -1 : value;
  }

  /** To the next comma, if it is not further away than that. */
  toComma(most: number): boolean {
    for (const limit = this.at + most; this.at < limit; this.at++) if (this.isComma()) return true;
    return false;
  }

  /** Behind the comma that it is at and the blanks behind that; says how many lines these end. */
  toNext(): number {
    const bytes = this.#bytes;
    let lines = 0;
    let at = this.at + 1;
    for (let code = bytes[at]; code === SPACE || code === TAB || code === NEWLINE; code = bytes[++at])
      if (code === NEWLINE) lines++;
    this.at = at;
    return lines;
  }
}
