import { NotUnderstood } from '../not-understood.js';

/** A part of a script: the lines from the offset `start` up to the offset `end`. */
export interface Section {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The number of its first line, from 1. */
  readonly line: number;
}

/** Calls `read` with each line of a section, until it answers false; the last may lack its line break. */
export function readLines(
  { text, start, end, line: first }: Section,
  read: (start: number, end: number, line: number) => boolean,
): void {
  for (let at = start, line = first; at < end; line++) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 || newline > end ? end : newline;
    if (!read(at, lineEnd, line)) return;
    at = lineEnd + 1;
  }
}

/** Refuses a line of more than so many bytes, without its line break. */
export function expectShort(text: string, start: number, end: number, most: number, line: number): void {
  if (end - start > most || Buffer.byteLength(text.slice(start, end)) > most)
    throw new NotUnderstood(line, `a line of more than ${most} bytes is read as several`);
}

/** How many line breaks lie between two offsets. */
export function countLines(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
