import type { Report } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const EVERY_CONTROL = new RegExp(CONTROL, 'g');

/** More of them mean that the file is something else, and help nobody. */
const REPORTED = 20;

/** Reports the control characters that stand in a text as they are, other than line ends and tabs. */
export function hasControlCharacter(source: Source, report: Report): boolean {
  if (!CONTROL.test(source.text)) return false;
  let reported = 0;
  for (const { index, 0: found } of source.text.matchAll(EVERY_CONTROL)) {
    if (++reported > REPORTED) break;
    const offsets = { start: index, end: index + found.length };
    report('control-character', { source, offsets }, { character: codePoint(found) });
  }
  return true;
}

/** The first control character of a text that was decoded from escapes (`"\u0007"`), other than line ends and tabs. */
export function controlCharacterIn(text: string): string | undefined {
  const found = CONTROL.exec(text)?.[0];
  return found === undefined ? undefined : codePoint(found);
}

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
