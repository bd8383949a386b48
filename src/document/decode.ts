import type { Report } from '../diagnostics/diagnostic.js';
import type { Span } from '../diagnostics/source.js';
import { FileText } from './file-text.js';

/** The text of a file. */
export type Decoded = FileText | { readonly text: string };

/** Decodes UTF-8, and UTF-16 with its mark, refusing everything else: other encodings, binary files, nothing at all. */
export function decode(
  name: string,
  bytes: Uint8Array,
  report: Report,
  referredFrom?: Span,
): Decoded | undefined {
  const details = referredFrom && { related: [{ message: 'named here', span: referredFrom }] };
  const marked = markedUtf16(bytes);
  if (marked === undefined && isUtf16(bytes)) {
    report('file-encoding', startOf(name), { name, encoding: 'UTF-16 without a mark' }, details);
    return undefined;
  }
  const decoded = marked === undefined ? FileText.of(bytes) : decodedUtf16(marked, bytes);
  if (decoded === undefined && marked !== undefined) {
    report('file-encoding', startOf(name), { name, encoding: 'broken UTF-16' }, details);
    return undefined;
  }
  if (decoded === undefined) {
    report('file-encoding', firstFault(name, bytes), { name, encoding: 'not UTF-8' }, details);
    return undefined;
  }
  if (hasZero(decoded)) {
    const { text } = decoded;
    const zero = text.indexOf('\0');
    const span = { source: { name, text }, offsets: { start: zero, end: zero + 1 } };
    report('file-binary', span, { name }, details);
    return undefined;
  }
  if (!isBlank(decoded)) return decoded;
  report('file-empty', startOf(name), { name }, details);
  return undefined;
}

/** The place to blame where a file as a whole is at fault. */
export function startOf(name: string): Span {
  return { source: { name, text: '' }, offsets: { start: 0, end: 0 } };
}

function decodedUtf16(encoding: string, bytes: Uint8Array): Decoded | undefined {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return undefined;
  }
}

function hasZero(decoded: Decoded): boolean {
  return decoded instanceof FileText ? decoded.bytes.includes(0) : decoded.text.includes('\0');
}

/** What begins with a character of ASCII that is no space, as nearly every file does, need not be decoded for that. */
function isBlank(decoded: Decoded): boolean {
  const first = decoded instanceof FileText ? decoded.bytes[0]! : 0;
  return !(first > SPACE && first < BEYOND_ASCII) && decoded.text.trim() === '';
}

const [SPACE, BEYOND_ASCII] = [0x20, 0x80];

/** The first byte that is not UTF-8: it decodes to U+FFFD without being that character. */
function firstFault(name: string, bytes: Uint8Array): Span {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const source = { name, text };
  let from = 0;
  let byte = 0;
  for (;;) {
    const at = text.indexOf('\uFFFD', from);
    byte += Buffer.byteLength(text.slice(from, at));
    const real = bytes[byte] === 0xef && bytes[byte + 1] === 0xbf && bytes[byte + 2] === 0xbd;
    if (at < 0 || !real) return { source, offsets: { start: Math.max(at, 0), end: at + 1 } };
    byte += 3;
    from = at + 1;
  }
}

/** The order of bytes that a byte order mark tells, as PowerShell writes it; four bytes would be UTF-32. */
function markedUtf16([a, b, c, d]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? undefined : 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
}

/** Without a mark every second byte of ASCII text is zero. */
function isUtf16(bytes: Uint8Array): boolean {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return false;
  const head = bytes.subarray(0, 64);
  const everySecondIsZero = (rest: number) => head.every((byte, i) => (byte === 0) === (i % 2 === rest));
  return everySecondIsZero(1) || everySecondIsZero(0);
}
