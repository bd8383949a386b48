import type { Diagnostic, Related } from './diagnostic.js';
import type { Span } from './source.js';
import { offsetsOf, positionAt } from './source.js';
import { visible } from './visible.js';

/** A line longer than this is cut around the caret. */
const FRAME_WIDTH = 100;

/** A diagnostic for eyes: `file:line:column: severity[code]: message`, the line, a caret and the suggestion. */
export function printDiagnostic(diagnostic: Diagnostic, paint: Paint = plain): string {
  const { severity, code, message, span, suggestion, related = [] } = diagnostic;
  const where = span ? `${paint.place(placeOf(span))}: ` : '';
  const lines = [`${where}${paint[severity](`${severity}[${code}]`)}: ${visible(message)}`];
  if (span) lines.push(...frame(span, paint));
  if (suggestion !== undefined) lines.push(`  ${paint.hint('help')}: ${visible(suggestion)}`);
  for (const other of related) lines.push(...printRelated(other, paint));
  return lines.join('\n');
}

function printRelated({ message, span }: Related, paint: Paint): readonly string[] {
  return [`  ${paint.place(placeOf(span))}: ${visible(message)}`, ...frame(span, paint)];
}

/** `file:line:column`, both counted from 1. */
export function placeOf(span: Span): string {
  const { line, column } = positionAt(span.source, offsetsOf(span).start);
  return `${visible(span.source.name)}:${line}:${column}`;
}

function frame(span: Span, paint: Paint): readonly string[] {
  const { start, end } = offsetsOf(span);
  const { line, offset: at, text } = positionAt(span.source, start);
  if (text === '') return [];
  const from = text.length > FRAME_WIDTH ? Math.max(0, at - FRAME_WIDTH / 2) : 0;
  const blamed = span.source.text.slice(start, end).split('\n', 1)[0]!.trimEnd();
  const to = Math.min(at + blamed.length, from + FRAME_WIDTH);
  const before = onOneLine(text.slice(from, at));
  const under = onOneLine(text.slice(at, to));
  const behind = onOneLine(text.slice(to, from + FRAME_WIDTH));
  const caret = '^'.repeat(Math.max(1, under.length));
  const margin = String(line);
  return [
    `  ${margin} | ${before}${under}${behind}`,
    `  ${' '.repeat(margin.length)} | ${' '.repeat(before.length)}${paint.caret(caret)}`,
  ];
}

/** As it is shown, which can be longer than it is; a tab would move what is behind it away from the caret. */
function onOneLine(text: string): string {
  return visible(text.replaceAll('\t', ' '));
}

/** How a terminal colours each part; `plain` colours nothing. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly advice: (text: string) => string;
  readonly place: (text: string) => string;
  readonly caret: (text: string) => string;
  readonly hint: (text: string) => string;
}

const same = (text: string): string => text;

export const plain: Paint = {
  error: same,
  warning: same,
  advice: same,
  place: same,
  caret: same,
  hint: same,
};
