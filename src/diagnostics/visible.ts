/**
 * Makes the characters visible that a terminal or an editor would act on or hide: control characters, line and
 * paragraph separators, and the marks that reverse the direction of text. Everything else stays as it is.
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
