import {
  findNodeAtLocation,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Report } from '../diagnostics/diagnostic.js';
import { type Locate, ReadSource, type Source } from '../diagnostics/source.js';
import type { OpenDocument } from './document.js';
import { type DuplicateKey, duplicateKeys } from './duplicate-keys.js';

/** Opens JSON with the platform's fast parser; positions are worked out later, and only if a diagnostic asks. */
export function openJson(name: string, text: string, report: Report): OpenDocument | undefined {
  const source = new ReadSource(name, text, locator({ text }));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    reportSyntax(source, report);
    return undefined;
  }
  const repeated = duplicateKeys(text);
  const as: OpenDocument['as'] = ({ strict }, report) => {
    reportRepeated(source, repeated, strict, report);
    return strict && repeated.length > 0 ? undefined : { source, value };
  };
  return { source, value, as };
}

function reportSyntax(source: Source, report: Report): void {
  const errors: ParseError[] = [];
  parse(source.text, errors, { disallowComments: true });
  const first = errors[0] ?? { error: 1 as const, offset: 0, length: 1 };
  const problem = isCutOff(source.text, errors)
    ? 'the JSON ends in the middle: the file is cut off'
    : `this is not JSON (${inWords(printParseErrorCode(first.error))})`;
  const start = Math.min(first.offset, source.text.trimEnd().length);
  report('syntax', { source, offsets: { start, end: start + first.length } }, { problem });
}

/** Nothing is wrong before the last word, and something is missing behind it. */
function isCutOff(text: string, errors: readonly ParseError[]): boolean {
  const end = text.trimEnd().length;
  const [first, ...others] = errors;
  if (!first || first.offset + first.length < end) return false;
  return first.offset >= end || others.some(({ offset }) => offset >= end);
}

/** `CloseBraceExpected` as `close brace expected` */
function inWords(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

/** `JSON.parse` keeps the last of two equal keys without a word, as most tools do; a lost rule must not go unseen. */
function reportRepeated(
  source: Source,
  repeated: readonly DuplicateKey[],
  strict: boolean,
  report: Report,
): void {
  for (const { key, ...offsets } of repeated)
    report(strict ? 'duplicate-key' : 'repeated-key', { source, offsets }, { key });
}

/** Finds places in JSON, of which the text is asked for when one is wanted. */
export function locator(content: { readonly text: string }): Locate {
  let root: Node | undefined;
  return (path, onKey) => {
    root ??= parseTree(content.text);
    const node = root && findNodeAtLocation(root, [...path]);
    const shown = onKey && node?.parent?.type === 'property' ? node.parent.children?.[0] : node;
    return shown && { start: shown.offset, end: shown.offset + shown.length };
  };
}
