import type { FileText } from './file-text.js';

const [SPACE, QUOTE, COMMA, ZERO, NINE, BACKSLASH] = [0x20, 0x22, 0x2c, 0x30, 0x39, 0x5c];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Goes over the bytes of JSON that is known to be in order, without making a value of what it passes. Everything it takes may have
 * space before it. What it is asked for and does not find it leaves behind somewhere in that: go back to a place that you have kept.
 */
export class JsonCursor {
  at: number;
  readonly bytes: Uint8Array;
  readonly #content: FileText;

  constructor(content: FileText, at: number) {
    this.#content = content;
    this.bytes = content.bytes;
    this.at = at;
  }

  /** Takes a character of ASCII; false where another one is next. */
  take(character: number): boolean {
    this.#skipSpace();
    if (this.bytes[this.at] !== character) return false;
    this.at++;
    return true;
  }

  /** Whether a character is next, without space before it. */
  isAt(character: number): boolean {
    return this.bytes[this.at] === character;
  }

  /** Takes one of some words, and says which; -1 where another one is next. It looks at the one numbered `likely` first, and on from there. */
  takeOneOf(words: readonly Uint8Array[], likely = 0): number {
    this.#skipSpace();
    for (let i = 0; i < words.length; i++) {
      const which = (likely + i) % words.length;
      if (this.#takes(words[which]!)) return which;
    }
    return -1;
  }

  /** Takes a whole number that is not below zero; -1 where something else is next. */
  takeNumber(): number {
    this.#skipSpace();
    const bytes = this.bytes;
    let [at, number] = [this.at, -1];
    for (let byte = bytes[at]!; byte >= ZERO && byte <= NINE; byte = bytes[++at]!)
      number = Math.max(number, 0) * 10 + byte - ZERO;
    this.at = at;
    return number;
  }

  /** Takes a text without escapes; nothing where something else is next. */
  takeText(): string | undefined {
    if (!this.take(QUOTE)) return undefined;
    const bytes = this.bytes;
    const start = this.at;
    let at = start;
    for (; bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) return undefined;
    this.at = at + 1;
    return this.#content.slice(start, at);
  }

  /** Passes one value of any kind, and gives it as it is written. */
  passValue(): string {
    this.#skipSpace();
    const start = this.at;
    let depth = 0;
    do depth += this.#passPart();
    while (depth > 0 || !this.#isBehindValue());
    return this.#content.slice(start, this.at);
  }

  /** Passes a text, or one byte of something else; says how many levels that leads down. */
  #passPart(): number {
    const byte = this.bytes[this.at++];
    if (byte === QUOTE) this.#passText();
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return 1;
    return byte === CLOSE_BRACE || byte === CLOSE_BRACKET ? -1 : 0;
  }

  #passText(): void {
    const bytes = this.bytes;
    let at = this.at;
    for (; bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
    this.at = at + 1;
  }

  #isBehindValue(): boolean {
    const byte = this.bytes[this.at];
    if (byte === undefined || byte <= SPACE) return true;
    return byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE;
  }

  #takes(word: Uint8Array): boolean {
    for (let i = 0; i < word.length; i++) if (this.bytes[this.at + i] !== word[i]) return false;
    this.at += word.length;
    return true;
  }

  #skipSpace(): void {
    while (this.bytes[this.at]! <= SPACE) this.at++;
  }
}

/** Words for a cursor to take: texts with their quotes. */
export function quoted(texts: readonly string[]): readonly Uint8Array[] {
  return texts.map((text) => Buffer.from(JSON.stringify(text)));
}

export const punctuation = {
  comma: COMMA,
  quote: QUOTE,
  openList: OPEN_BRACKET,
  closeList: CLOSE_BRACKET,
  openObject: OPEN_BRACE,
  closeObject: CLOSE_BRACE,
  colon: 0x3a,
} as const;
