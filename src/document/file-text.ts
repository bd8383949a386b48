import { isAscii } from 'node:buffer';

/** What a file says in UTF-8. It is decoded when it is asked for: of a long export in order nobody does. */
export class FileText {
  readonly bytes: Uint8Array;
  readonly #buffer: Buffer;
  readonly #encoding: 'latin1' | 'utf8';
  #text: string | undefined;

  /** `bytes` must be UTF-8. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // Nearly every file is ASCII, and is then decoded in a tenth of the time.
    this.#encoding = isAscii(bytes) ? 'latin1' : 'utf8';
  }

  /** Without the mark that a file may begin with. */
  get text(): string {
    this.#text ??= this.#encoding === 'latin1' ? this.slice() : new TextDecoder().decode(this.bytes);
    return this.#text;
  }

  /** The text of the bytes from one position to another, of which neither may lie within a character. */
  slice(start = 0, end = this.bytes.length): string {
    return this.#buffer.toString(this.#encoding, start, end);
  }
}
