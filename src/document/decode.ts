import type { Report } from '../diagnostics/diagnostic.js';
import type { Source, Span } from '../diagnostics/source.js';

/** Decodes UTF-8, refusing everything else: other encodings, binary files, control characters. */
export function decode(
  name: string,
  bytes: Uint8Array,
  report: Report,
  referredFrom?: Span,
): string | undefined {
  const encoding = foreignEncoding(bytes);
  if (encoding !== undefined) {
    report('file-encoding', referredFrom, { name, encoding });
    return undefined;
  }
  if (bytes.includes(0)) {
    report('file-binary', referredFrom, { name });
    return undefined;
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) report('file-encoding', referredFrom, { name, encoding: 'not UTF-8' });
  else if (text.trim() === '') report('file-empty', referredFrom, { name });
  else if (!hasControlCharacter({ name, text }, report)) return text;
  return undefined;
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-16 and UTF-32 begin with a byte order mark, or else every second byte of ASCII text is zero. */
function foreignEncoding(bytes: Uint8Array): string | undefined {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'UTF-16';
  if (bytes.length >= 4 && bytes.length % 2 === 0) {
    const head = bytes.subarray(0, 64);
    if (head.every((byte, i) => (byte === 0) === (i % 2 === 1))) return 'UTF-16';
    if (head.every((byte, i) => (byte === 0) === (i % 2 === 0))) return 'UTF-16';
  }
  return undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

function hasControlCharacter(source: Source, report: Report): boolean {
  const at = source.text.search(CONTROL);
  if (at < 0) return false;
  report(
    'control-character',
    { source, offsets: { start: at, end: at + 1 } },
    { character: codePoint(source.text, at) },
  );
  return true;
}

function codePoint(text: string, at: number): string {
  return `U+${text.codePointAt(at)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The first control character of a text that was decoded from escapes (`"\u0007"`), other than line ends and tabs. */
export function controlCharacterIn(text: string): string | undefined {
  const at = text.search(CONTROL);
  return at < 0 ? undefined : codePoint(text, at);
}
