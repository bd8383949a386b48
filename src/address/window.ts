/** Characters that are looked at together. */
const SIZE = 1 << 15;

/** Bytes that one character may have. */
const MOST_BYTES = 4;

/** What stands for a character that is not of ASCII; no byte of ASCII is that. */
const OTHER = 255;

/**
 * A part of a long text as bytes, one a character: reading these takes a sixth of the time that asking a text for its characters
 * takes, of which lists have millions.
 */
export class Window {
  /** A zero follows those that it holds. */
  readonly bytes = Buffer.alloc(SIZE + MOST_BYTES);
  /** Where in the text it begins. */
  start = 0;
  /** How many characters it holds. */
  length = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Moves on to begin at a place, unless it holds that and so many characters from there, or all that there are. */
  cover(at: number, characters: number): void {
    const end = this.start + this.length;
    if (at >= this.start && at < end && (at + characters <= end || end === this.#text.length)) return;
    const part = this.#text.slice(at, at + SIZE);
    this.start = at;
    this.length = part.length;
    // What is not of ASCII is several bytes, for which there is room.
    if (this.bytes.write(part, 'utf8') !== part.length)
      for (let i = 0; i < part.length; i++) this.bytes[i] = Math.min(part.charCodeAt(i), OTHER);
    this.bytes[part.length] = 0;
  }
}
