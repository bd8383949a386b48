import type { Offsets } from '../diagnostics/source.js';

export interface DuplicateKey extends Offsets {
  readonly key: string;
}

/**
 * Duplicate keys in one object of a JSON text. The text must be known to be JSON: then a walk over its quotes,
 * braces and colons finds them in a fraction of the time of a second parse. Throws a RangeError where values are nested
 * deeper than a thousand.
 */
export function duplicateKeys(text: string): readonly DuplicateKey[] {
  const found: DuplicateKey[] = [];
  // The search for escapes has its answer in an object: V8 moves a bare one into the loop, where it runs for every bracket.
  const seen = [new SeenKeys(text, text.includes('\\'))];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === OPEN_BRACE || character === OPEN_BRACKET) {
      if (++depth > DEEPEST) throw new RangeError('nested too deeply');
      seen[depth] ??= seen[0]!.another();
      seen[depth]!.clear();
    } else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) depth--;
    else if (character === QUOTE) {
      const end = endOfString(text, at);
      if (isKey(text, end) && !seen[depth]!.add(at, end))
        found.push({ key: keyAt(text, at, end), start: at, end });
      at = end - 1;
    }
  }
  return found;
}

/** The walks over values behind this one recurse; no definition comes near. */
const DEEPEST = 1000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/** The position behind the closing quote of the string that begins here. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (let character = text.charCodeAt(at); character !== QUOTE; character = text.charCodeAt(at))
    at += character === BACKSLASH ? 2 : 1;
  return at + 1;
}

function isKey(text: string, behind: number): boolean {
  let at = behind;
  while (text.charCodeAt(at) <= SPACE) at++;
  return text.charCodeAt(at) === COLON;
}

/** Two spellings of a key (`"a"`, `"\u0061"`) are one key. */
function keyAt(text: string, start: number, end: number): string {
  const written = text.slice(start + 1, end - 1);
  return written.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : written;
}

/** Beyond so many keys, strings in a set are faster than places in the text. */
const FEW = 12;

/** The keys that one object has so far. Those of small objects are compared where they stand, without making strings. */
class SeenKeys {
  readonly #text: string;
  readonly #hasEscapes: boolean;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #count = 0;
  #many: Set<string> | undefined;

  constructor(text: string, hasEscapes: boolean) {
    this.#text = text;
    this.#hasEscapes = hasEscapes;
  }

  /** Keys of another object of the same text. */
  another(): SeenKeys {
    return new SeenKeys(this.#text, this.#hasEscapes);
  }

  clear(): void {
    this.#count = 0;
    this.#many = undefined;
  }

  /** Adds the key between two positions, quotes included; false where the object has it already. */
  add(start: number, end: number): boolean {
    if (this.#hasEscapes || this.#count === FEW) return this.#addToMany(start, end);
    for (let i = 0; i < this.#count; i++) {
      const length = this.#ends[i]! - this.#starts[i]!;
      if (length === end - start && this.#isSame(this.#starts[i]!, start, length)) return false;
    }
    this.#starts[this.#count] = start;
    this.#ends[this.#count++] = end;
    return true;
  }

  #isSame(a: number, b: number, length: number): boolean {
    for (let i = 0; i < length; i++)
      if (this.#text.charCodeAt(a + i) !== this.#text.charCodeAt(b + i)) return false;
    return true;
  }

  #addToMany(start: number, end: number): boolean {
    this.#many ??= new Set(
      this.#starts.slice(0, this.#count).map((first, i) => keyAt(this.#text, first, this.#ends[i]!)),
    );
    const key = keyAt(this.#text, start, end);
    if (this.#many.has(key)) return false;
    this.#many.add(key);
    return true;
  }
}
