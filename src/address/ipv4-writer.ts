/** The digits of every octet, as bytes, and how many they are. */
const DIGITS = Buffer.from(Array.from({ length: 256 }, (_, octet) => String(octet).padEnd(4)).join(''));
const LENGTHS = Uint8Array.from({ length: 256 }, (_, octet) => String(octet).length);

const [DOT, SLASH, DASH, COMMA, SPACE] = [46, 47, 45, 44, 32];

/** `255.255.255.255-255.255.255.255` */
const LONGEST = 31;

/** Bytes that are turned into text at a time: beyond so many, V8 moves a text no more. */
const PART = 1 << 18;

/** Writes a long list of IPv4 addresses, prefixes and ranges, without making a string of each. */
export class Ipv4Writer {
  readonly #bytes: Buffer;
  readonly #perLine: number;
  readonly #betweenLines: Buffer;
  #text = '';
  #length = 0;
  #count = 0;

  /** `most`: elements that will come. After every `perLine` of them `betweenLines` is written, and else a comma and a blank. */
  constructor(most: number, perLine: number, betweenLines: string) {
    this.#perLine = perLine;
    this.#betweenLines = Buffer.from(betweenLines);
    const widest = LONGEST + Math.max(2, this.#betweenLines.length);
    this.#bytes = Buffer.allocUnsafe(Math.min(most * widest, PART + widest));
  }

  get text(): string {
    this.#flush();
    return this.#text;
  }

  #flush(): void {
    this.#text += this.#bytes.toString('latin1', 0, this.#length);
    this.#length = 0;
  }

  address(address: number): void {
    this.#separate();
    this.#write(address);
  }

  /** From `start` to before `end`, as an address, a prefix or a range. */
  interval(start: number, end: number): void {
    this.address(start);
    const size = end - start;
    if (size === 1) return;
    // Of everything the size is no number of 32 bits, and compared as none.
    if ((size & (size - 1)) === 0 && (start & (size - 1)) === 0) {
      this.#bytes[this.#length++] = SLASH;
      this.#octet(Math.clz32(size - 1));
    } else {
      this.#bytes[this.#length++] = DASH;
      this.#write(end - 1);
    }
  }

  #separate(): void {
    if (this.#length >= PART) this.#flush();
    const count = this.#count++;
    if (count === 0) return;
    if (count % this.#perLine === 0) {
      this.#bytes.set(this.#betweenLines, this.#length);
      this.#length += this.#betweenLines.length;
    } else {
      this.#bytes[this.#length++] = COMMA;
      this.#bytes[this.#length++] = SPACE;
    }
  }

  #write(address: number): void {
    this.#octet(address >>> 24);
    this.#bytes[this.#length++] = DOT;
    this.#octet((address >>> 16) & 255);
    this.#bytes[this.#length++] = DOT;
    this.#octet((address >>> 8) & 255);
    this.#bytes[this.#length++] = DOT;
    this.#octet(address & 255);
  }

  #octet(octet: number): void {
    const length = LENGTHS[octet]!;
    for (let i = 0; i < length; i++) this.#bytes[this.#length + i] = DIGITS[4 * octet + i]!;
    this.#length += length;
  }
}
