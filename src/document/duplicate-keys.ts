import type { Offsets } from '../diagnostics/source.js';

export interface DuplicateKey extends Offsets {
  readonly key: string;
}

/**
 * Keys that stand twice in one object of a JSON text. The text must be known to be JSON: then a walk over its quotes,
 * braces and colons finds them in a fraction of the time of a second parse. Throws a RangeError where values are nested
 * deeper than a thousand.
 */
export function duplicateKeys(text: string): readonly DuplicateKey[] {
  const found: DuplicateKey[] = [];
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === OPEN_BRACE) enter(open, new Set());
    else if (character === OPEN_BRACKET) enter(open, undefined);
    else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) open.pop();
    else if (character === QUOTE) {
      const end = endOfString(text, at);
      if (isKey(text, end)) noteKey(text, { start: at, end }, open.at(-1)!, found);
      at = end - 1;
    }
  }
  return found;
}

/** The walks over values behind this one recurse; no definition comes near. */
const DEEPEST = 1000;

function enter(open: (Set<string> | undefined)[], keys: Set<string> | undefined): void {
  if (open.length >= DEEPEST) throw new RangeError('nested too deeply');
  open.push(keys);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/** The position behind the closing quote of the string that begins here. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

/** A quote behind an odd number of backslashes belongs to the string. */
function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function isKey(text: string, behind: number): boolean {
  let at = behind;
  while (text.charCodeAt(at) <= SPACE) at++;
  return text.charCodeAt(at) === COLON;
}

/** Two spellings of a key (`"a"`, `"\u0061"`) are one key. */
function noteKey(text: string, { start, end }: Offsets, keys: Set<string>, found: DuplicateKey[]): void {
  const written = text.slice(start + 1, end - 1);
  const key = written.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : written;
  if (keys.has(key)) found.push({ key, start, end });
  keys.add(key);
}
