import { NotUnderstood } from '../not-understood.js';

const [TAB, SPACE, QUOTE, APOSTROPHE, BACKSLASH] = [9, 32, 34, 39, 92];

/** Reads the words of one line, as iptables-restore and `ipset restore` divide it. */
export class Words {
  /** From 1. */
  line = 0;
  readonly #text: string;
  #end = 0;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Goes to the beginning of a line, which lies in the text from `start` to `end` and has this number in the script. */
  open(start: number, end: number, line: number): this {
    this.#at = start;
    this.#end = end;
    this.line = line;
    return this;
  }

  /** Undefined at the end of the line. */
  next(): string | undefined {
    this.#skipBlanks();
    if (this.#at >= this.#end) return undefined;
    if (this.#text.charCodeAt(this.#at) === QUOTE) return this.#quoted();
    const start = this.#at;
    for (; this.#at < this.#end; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code <= SPACE || code === QUOTE || code === APOSTROPHE || code === BACKSLASH) break;
    }
    this.#expectBlank();
    return this.#text.slice(start, this.#at);
  }

  /** The next word, which must be there; `what` says what it would be. */
  take(what: string): string {
    const word = this.next();
    return word === undefined ? this.fail(`the line ends where ${what} belongs`) : word;
  }

  fail(problem: string): never {
    throw new NotUnderstood(this.line, problem);
  }

  #skipBlanks(): void {
    for (; this.#at < this.#end; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== SPACE && code !== TAB) return;
    }
  }

  #quoted(): string {
    let word = '';
    for (this.#at++; this.#at < this.#end; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === QUOTE) {
        this.#at++;
        this.#expectBlank();
        return word;
      }
      if (code === BACKSLASH) this.#at++;
      word += this.#text.charAt(this.#at);
    }
    return this.fail('a quoted text does not end on its line');
  }

  #expectBlank(): void {
    const code = this.#text.charCodeAt(this.#at);
    if (this.#at < this.#end && code !== SPACE && code !== TAB)
      this.fail(`${shown(this.#text.charAt(this.#at))} inside a word is not understood`);
  }
}

/** A word as messages show it. */
export function shown(word: string): string {
  return `'${word.length > 60 ? `${word.slice(0, 57)}...` : word}'`;
}
