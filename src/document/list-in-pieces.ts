import type { FileText } from './file-text.js';
import type { LongList, Piece } from './scan-json.js';

/** How a list is written. */
export interface Written {
  readonly content: FileText;
  /** Where its first value begins, in bytes. */
  readonly start: number;
  /** How many values it has. */
  readonly length: number;
}

const WRITTEN = Symbol('written');

/** How a list is written that is read in pieces; nothing for any other value. */
export function writtenOf(value: unknown): Written | undefined {
  return Array.isArray(value) ? (value as { readonly [WRITTEN]?: Written })[WRITTEN] : undefined;
}

/**
 * A list of which no more than a piece is held: values are read when they are asked for, and what was read is forgotten when another
 * piece is. To whoever reads it, it is an array like any other, but a value that is asked for twice may be two equal ones.
 */
export function listInPieces(list: LongList, content: FileText): readonly unknown[] {
  return new Proxy([], new ListHandler(list, content));
}

/** What an array does that has no values of its own: all that is asked about them is answered here. */
class ListHandler implements ProxyHandler<unknown[]> {
  readonly #pieces: readonly Piece[];
  readonly #written: Written;
  #held: Piece | undefined;
  #values: readonly unknown[] = [];

  constructor({ pieces, length }: LongList, content: FileText) {
    this.#pieces = pieces;
    this.#written = { content, start: pieces[0]!.start, length };
  }

  get #length(): number {
    return this.#written.length;
  }

  get(list: unknown[], key: string | symbol): unknown {
    if (key === 'length') return this.#length;
    if (key === WRITTEN) return this.#written;
    if (key === Symbol.iterator) return () => this.#each();
    return this.#isIndex(key) ? this.#at(Number(key)) : Reflect.get(list, key);
  }

  has(list: unknown[], key: string | symbol): boolean {
    return this.#isIndex(key) || Reflect.has(list, key);
  }

  ownKeys(): string[] {
    return [...Array.from({ length: this.#length }, (_, index) => String(index)), 'length'];
  }

  getOwnPropertyDescriptor(list: unknown[], key: string | symbol): PropertyDescriptor | undefined {
    const own = Reflect.getOwnPropertyDescriptor(list, key);
    if (key === 'length') return { ...own, value: this.#length };
    if (!this.#isIndex(key)) return own;
    return { value: this.#at(Number(key)), writable: true, enumerable: true, configurable: true };
  }

  set(): boolean {
    return false;
  }

  defineProperty(): boolean {
    return false;
  }

  deleteProperty(): boolean {
    return false;
  }

  #isIndex(key: string | symbol): boolean {
    return typeof key === 'string' && /^(?:0|[1-9][0-9]{0,9})$/.test(key) && Number(key) < this.#length;
  }

  *#each(): Generator<unknown> {
    for (const piece of this.#pieces) for (const value of this.#read(piece)) yield value;
  }

  #read({ start, end }: Piece): readonly unknown[] {
    return JSON.parse(`[${this.#written.content.slice(start, end)}]`) as readonly unknown[];
  }

  #at(index: number): unknown {
    const values = this.#valuesOf(this.#pieceOf(index));
    return values[index - this.#held!.first];
  }

  #valuesOf(piece: Piece): readonly unknown[] {
    if (piece !== this.#held) this.#values = this.#read(piece);
    this.#held = piece;
    return this.#values;
  }

  /** The last piece that begins at or before an index. */
  #pieceOf(index: number): Piece {
    let low = 0;
    let high = this.#pieces.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#pieces[middle]!.first <= index) low = middle;
      else high = middle;
    }
    return this.#pieces[low]!;
  }
}
