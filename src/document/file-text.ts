import { isAscii, isUtf8 } from 'node:buffer';

type Encoding = 'latin1' | 'utf8';

/** What a file says in UTF-8. It is decoded when it is asked for: of a long export in order nobody does. */
export class FileText {
  readonly bytes: Uint8Array;
  readonly #buffer: Buffer;
  readonly #encoding: Encoding;
  #text: string | undefined;

  private constructor(bytes: Uint8Array, encoding: Encoding) {
    this.bytes = bytes;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#encoding = encoding;
  }

  /** Nothing where the bytes are not UTF-8. */
  static of(bytes: Uint8Array): FileText | undefined {
    // Nearly every file is ASCII, and is then decoded in a tenth of the time.
    if (isAscii(bytes)) return new FileText(bytes, 'latin1');
    return isUtf8(bytes) ? new FileText(bytes, 'utf8') : undefined;
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
