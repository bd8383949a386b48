/**
 * Makes the characters visible that a terminal or an editor would act on or hide: control characters, line and
 * paragraph separators, marks that reverse the direction of text, and all that is shown as nothing at all (joiners, fillers,
 * tags, variation selectors). Everything else stays as it is.
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** By what Unicode says of them. A Braille blank is a letter to it, and looks like nothing all the same. */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Variation_Selector}\p{Noncharacter_Code_Point}\u2800]/gu;
