import { Window } from '../../address/window.js';
import { Room } from '../gathering.js';
import { Derived } from './derived.js';
import { Marks } from './marks.js';

/** What a piece of a script is: `set` is `@name`, `bad` anything that no token of nft begins with. */
export type TokenKind = 'word' | 'string' | 'symbol' | 'set' | 'newline' | 'end' | 'bad';

/** A place to come back to. */
export interface Mark {
  readonly at: number;
  readonly line: number;
}

const WORD = wordCharacters();

function wordCharacters(): Uint8Array {
  const table = new Uint8Array(128);
  const all = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:*-';
  for (const character of all) table[character.charCodeAt(0)] = 1;
  return table;
}

const [NEWLINE, SPACE, TAB, QUOTE, HASH, AT, EQUALS, BANG, OPEN, CLOSE] = '\n \t"#@=!{}'
  .split('')
  .map((character) => character.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

const SYMBOLS: ReadonlySet<number> = new Set(
  '{}(),;&|+<>=!'.split('').map((character) => character.charCodeAt(0)),
);

/** Reads a script token by token; the current one is described by the fields. It never throws. */
export class Tokens {
  readonly text: string;
  /** Whether the text is made of what nft lists, which holds spellings that it does not load. */
  readonly listed: boolean;
  kind: TokenKind = 'newline';
  /** Of the token's text; quotes and `@` do not belong to it. */
  start = 0;
  end = 0;
  /** From 1. */
  line = 1;
  /** Long lists are read here, and gathered in this room. */
  readonly window: Window;
  readonly room = new Room();
  /** What is made of sets that several rules name. */
  readonly derived = new Derived();
  readonly #marks: Marks;
  #next = 0;
  #nextLine = 1;

  constructor(text: string, listed = false) {
    this.text = text;
    this.listed = listed;
    this.window = new Window(text);
    this.#marks = new Marks(text, '{}"#');
    this.advance();
  }

  get value(): string {
    return this.text.slice(this.start, this.end);
  }

  is(kind: TokenKind, value: string): boolean {
    const { kind: own, text, start, end } = this;
    if (own !== kind || end - start !== value.length) return false;
    // Mostly this tells already, and calls nothing.
    if (text.charCodeAt(start) !== value.charCodeAt(0)) return false;
    return value.length === 1 || text.startsWith(value, start);
  }

  isSymbol(symbol: string): boolean {
    return this.is('symbol', symbol);
  }

  isWord(word: string): boolean {
    return this.is('word', word);
  }

  /** Where the current token begins. */
  mark(): Mark {
    const outside = this.kind === 'string' || this.kind === 'set' ? 1 : 0;
    return { at: this.start - outside, line: this.line };
  }

  back({ at, line }: Mark): void {
    this.#next = at;
    this.#nextLine = line;
    this.advance();
  }

  advance(): void {
    this.#skipBlank();
    const at = this.#next;
    const code = this.text.charCodeAt(at);
    this.line = this.#nextLine;
    if (at >= this.text.length) this.#token('end', at, at, at);
    else if (isWord(code)) this.#word('word', at);
    else if (code === NEWLINE) this.#newline(at);
    else if (code === QUOTE) this.#string(at);
    else if (code === AT && isWord(this.text.charCodeAt(at + 1))) this.#word('set', at + 1);
    else this.#symbol(at, code);
  }

  /**
   * Goes behind the brace that closes the one that the current token opens, whatever stands between them; false, and to the end,
   * where none does. It makes no tokens, of which long lists have millions, and looks at nothing but braces, strings and comments.
   */
  skipBraces(): boolean {
    let at = this.#next;
    let depth = 1;
    while (depth > 0 && at < this.text.length) {
      const mark = this.#marks.next(at);
      const code = this.text.charCodeAt(mark);
      if (code === OPEN) depth++;
      else if (code === CLOSE) depth--;
      if (code === QUOTE) at = this.#stringEnd(mark);
      else at = code === HASH ? this.#lineEnd(mark) : Math.min(mark + 1, this.text.length);
    }
    this.#nextLine += this.#linesBetween(this.#next, at);
    this.#next = at;
    this.advance();
    return depth === 0;
  }

  #linesBetween(start: number, end: number): number {
    let lines = 0;
    for (let at = this.text.indexOf('\n', start); at >= 0 && at < end; at = this.text.indexOf('\n', at + 1))
      lines++;
    return lines;
  }

  #word(kind: 'word' | 'set', start: number): void {
    let end = start + 1;
    while (isWord(this.text.charCodeAt(end))) end++;
    this.#token(kind, start, end, end);
  }

  #newline(at: number): void {
    this.#nextLine++;
    this.#token('newline', at, at + 1, at + 1);
  }

  /** Strings have no escapes, and none that the program writes goes over the end of a line. */
  #string(at: number): void {
    const end = this.#stringEnd(at);
    const isClosed = end - 1 > at && this.text.charCodeAt(end - 1) === QUOTE;
    if (isClosed && isPlain(this.text.slice(at, end - 1))) this.#token('string', at + 1, end - 1, end);
    else this.#token('bad', at, end, end);
  }

  /** Behind the quote that closes the one at a position, or the end of the line where none does. */
  #stringEnd(at: number): number {
    const end = this.text.indexOf('"', at + 1);
    const lineEnd = this.#lineEnd(at);
    return end < 0 || end > lineEnd ? lineEnd : end + 1;
  }

  #lineEnd(at: number): number {
    const end = this.text.indexOf('\n', at);
    return end < 0 ? this.text.length : end;
  }

  #symbol(at: number, code: number): void {
    const compared = (code === EQUALS || code === BANG) && this.text.charCodeAt(at + 1) === EQUALS;
    const end = compared ? at + 2 : at + 1;
    this.#token(SYMBOLS.has(code) ? 'symbol' : 'bad', at, end, end);
  }

  #skipBlank(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.#next);
      if (code === SPACE || code === TAB) this.#next++;
      else if (code === HASH) {
        const end = this.#lineEnd(this.#next);
        // Where such a comment ends is not for everybody to see, and so it is a token that is none.
        if (!isPlain(text.slice(this.#next, end))) return;
        this.#next = end;
      } else return;
    }
  }

  #token(kind: TokenKind, start: number, end: number, next: number): void {
    this.kind = kind;
    this.start = start;
    this.end = end;
    this.#next = next;
  }
}

/** Without control characters, and without a sign that the next line belongs to it. */
function isPlain(text: string): boolean {
  if (text.endsWith('\\')) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < SPACE && code !== TAB) || code === 127) return false;
  }
  return true;
}

function isWord(code: number): boolean {
  return code < 128 && WORD[code] === 1;
}
