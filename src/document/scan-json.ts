import type { Path } from '../diagnostics/source.js';

/** A list that is long enough to be read piece by piece. Positions are those of bytes; what `end` names is not part of it. */
export interface LongList {
  readonly path: Path;
  /** Where its opening bracket stands, and what follows its closing one. */
  readonly start: number;
  readonly end: number;
  /** How many values it has. */
  readonly length: number;
  /** Never empty. */
  readonly pieces: readonly Piece[];
}

/** Consecutive values of a list, with the commas between them. */
export interface Piece {
  /** Which of the list's values is the first, from 0. */
  readonly first: number;
  readonly start: number;
  readonly end: number;
}

/** Bytes of a piece, at least. A shorter list is no long one. */
const PIECE = 1 << 14;

/** The walks over values recurse; no definition comes near. */
const DEEPEST = 1000;

/** More keys in one object are compared elsewhere, where that does not take their square. */
const MOST_KEYS = 64;

const [TAB, NEWLINE, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
const [QUOTE, COMMA, MINUS, ZERO, NINE, COLON] = [0x22, 0x2c, 0x2d, 0x30, 0x39, 0x3a];
const [OPEN_BRACKET, BACKSLASH, CLOSE_BRACKET] = [0x5b, 0x5c, 0x5d];
const [OPEN_BRACE, CLOSE_BRACE, DELETE] = [0x7b, 0x7d, 0x7f];
/** In UTF-8 the first byte of control characters beyond ASCII, and the first second byte of what is none. */
const [HIGH_CONTROL, NO_CONTROL] = [0xc2, 0xa0];

/**
 * Goes once over the bytes of a text, which must be UTF-8: whether it is JSON of which there is nothing to say, and which of the
 * lists under `keys` are long. One that holds another such list is not. Nothing at all where the text is not JSON or is odd: it
 * may hold a control character or a key twice, has fractions, or is deep. Then somebody else has to look at it, who has the words.
 */
export function scanJson(bytes: Uint8Array, keys: ReadonlySet<string>): readonly LongList[] | undefined {
  const scanner = new Scanner(bytes, keys);
  return scanner.isPlain() ? scanner.lists : undefined;
}

class Scanner {
  readonly lists: LongList[] = [];
  readonly #bytes: Uint8Array;
  readonly #keys: ReadonlySet<string>;
  #at = 0;
  /** For each level the index of the value, or below zero where its key begins. */
  readonly #steps: number[] = [];
  /** Hashes of the keys of all objects that are open. */
  readonly #hashes: number[] = [];
  #count = 0;

  constructor(bytes: Uint8Array, keys: ReadonlySet<string>) {
    this.#bytes = bytes;
    this.#keys = keys;
  }

  isPlain(): boolean {
    this.#skipSpace();
    if (!this.#value(0)) return false;
    this.#skipSpace();
    return this.#at === this.#bytes.length;
  }

  #skipSpace(): void {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let byte = bytes[at]!; byte <= SPACE; byte = bytes[++at]!)
      if (byte !== SPACE && byte !== NEWLINE && byte !== RETURN && byte !== TAB) break;
    this.#at = at;
  }

  #value(depth: number): boolean {
    const byte = this.#bytes[this.#at]!;
    if (byte === QUOTE) return this.#text();
    if (byte === OPEN_BRACE) return depth < DEEPEST && this.#object(depth);
    if (byte === OPEN_BRACKET) return depth < DEEPEST && this.#list(depth);
    if (byte === MINUS || (byte >= ZERO && byte <= NINE)) return this.#number();
    return this.#word('true') || this.#word('false') || this.#word('null');
  }

  #object(depth: number): boolean {
    const outer = this.#count;
    this.#at++;
    this.#skipSpace();
    if (this.#skip(CLOSE_BRACE)) return true;
    do {
      this.#skipSpace();
      this.#steps[depth] = -this.#at;
      if (!this.#key(outer)) return false;
      this.#skipSpace();
      if (!this.#skip(COLON)) return false;
      this.#skipSpace();
      if (!this.#value(depth + 1)) return false;
      this.#skipSpace();
    } while (this.#skip(COMMA));
    this.#count = outer;
    return this.#skip(CLOSE_BRACE);
  }

  #list(depth: number): boolean {
    const start = this.#at++;
    const listsBefore = this.lists.length;
    const pieces: Piece[] = [];
    let [first, from, length] = [0, 0, 0];
    this.#skipSpace();
    if (this.#skip(CLOSE_BRACKET)) return true;
    do {
      this.#skipSpace();
      if (length === first) from = this.#at;
      this.#steps[depth] = length++;
      if (!this.#value(depth + 1)) return false;
      if (this.#at - from >= PIECE) {
        pieces.push({ first, start: from, end: this.#at });
        first = length;
      }
      this.#skipSpace();
    } while (this.#skip(COMMA));
    const last = this.#at;
    if (!this.#skip(CLOSE_BRACKET)) return false;
    if (pieces.length === 0 || this.lists.length > listsBefore) return true;
    if (first < length) pieces.push({ first, start: from, end: last });
    this.#keep({ path: this.#path(depth), start, end: this.#at, length, pieces });
    return true;
  }

  #keep(list: LongList): void {
    const key = list.path.at(-1);
    if (typeof key === 'string' && this.#keys.has(key)) this.lists.push(list);
  }

  #path(depth: number): Path {
    return this.#steps.slice(0, depth).map((step) => (step < 0 ? this.#keyAt(-step) : step));
  }

  #keyAt(quote: number): string {
    const end = this.#bytes.indexOf(QUOTE, quote + 1);
    return String.fromCharCode(...this.#bytes.subarray(quote + 1, end));
  }

  /** A key that differs from those of its object, the first of whose hashes stands at `outer`. */
  #key(outer: number): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    if (bytes[at++] !== QUOTE) return false;
    let hash = 0;
    let byte = bytes[at++]!;
    for (; byte !== QUOTE; byte = bytes[at++]!) {
      if (!(byte >= SPACE && byte < DELETE) || byte === BACKSLASH) return false;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    this.#at = at;
    return this.#isNew(hash, outer);
  }

  #isNew(hash: number, outer: number): boolean {
    const hashes = this.#hashes;
    if (this.#count - outer >= MOST_KEYS) return false;
    for (let i = outer; i < this.#count; i++) if (hashes[i] === hash) return false;
    hashes[this.#count++] = hash;
    return true;
  }

  #text(): boolean {
    const bytes = this.#bytes;
    let at = this.#at + 1;
    for (;;) {
      const byte = bytes[at++]!;
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        const length = this.#escapeAt(at);
        if (length === 0) return false;
        at += length;
      } else if (byte >= DELETE) {
        if (byte === DELETE || (byte === HIGH_CONTROL && bytes[at]! < NO_CONTROL)) return false;
      } else if (!(byte >= SPACE)) return false;
    }
    this.#at = at;
    return true;
  }

  /** How long an escape is without its backslash; 0 where it is none, or stands for a control character. */
  #escapeAt(at: number): number {
    const character = String.fromCharCode(this.#bytes[at] ?? 0);
    if (character !== 'u') return '"\\/ntr'.includes(character) ? 1 : 0;
    const digits = String.fromCharCode(...this.#bytes.subarray(at + 1, at + 5));
    if (!/^[0-9a-f]{4}$/i.test(digits)) return 0;
    const code = Number.parseInt(digits, 16);
    const isControl = code < SPACE || (code >= DELETE && code < NO_CONTROL);
    return isControl && code !== TAB && code !== NEWLINE && code !== RETURN ? 0 : 5;
  }

  /** A whole number; what may follow one in a fraction follows no value. */
  #number(): boolean {
    const bytes = this.#bytes;
    this.#skip(MINUS);
    const start = this.#at;
    let at = start;
    for (let byte = bytes[at]!; byte >= ZERO && byte <= NINE; byte = bytes[++at]!);
    this.#at = at;
    return at > start && (bytes[start] !== ZERO || at === start + 1);
  }

  #word(word: string): boolean {
    for (let i = 0; i < word.length; i++) if (this.#bytes[this.#at + i] !== word.charCodeAt(i)) return false;
    this.#at += word.length;
    return true;
  }

  #skip(byte: number): boolean {
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }
}
