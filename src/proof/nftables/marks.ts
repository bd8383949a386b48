/** Finds the next of a few characters in a text. As long as it is asked for places in ascending order, it looks at each part once. */
export class Marks {
  readonly #text: string;
  /** Of each character, where it was searched from last, and where it is: the end of the text where it is nowhere. */
  readonly #marks: readonly { readonly character: string; from: number; at: number }[];

  constructor(text: string, characters: string) {
    this.#text = text;
    this.#marks = [...characters].map((character) => ({ character, from: 0, at: -1 }));
  }

  /** Where the first of the characters is from a place on; the end of the text where none is. */
  next(from: number): number {
    let first = this.#text.length;
    for (const mark of this.#marks) {
      if (from < mark.from || from > mark.at) {
        const at = this.#text.indexOf(mark.character, from);
        mark.from = from;
        mark.at = at < 0 ? this.#text.length : at;
      }
      first = Math.min(first, mark.at);
    }
    return first;
  }
}
