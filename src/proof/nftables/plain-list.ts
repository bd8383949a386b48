import { addIpv4 } from '../ranges.js';
import type { Tokens } from './tokens.js';

const [DOT, COMMA, SPACE, TAB, NEWLINE, ZERO] = [46, 44, 32, 9, 10, 48];

/** Characters of an address and more than its last number: `255.255.255.255-255.255.255.255`. */
const LONGEST = 31;

/**
 * Adds the elements of an IPv4 list that have a comma and one more number behind them, from the current token on, and goes to the
 * first that is left: the last one, or one that is spelled in another way than the program does. Lists have a million elements,
 * of which no tokens are made. Says whether any was a range or a prefix; without `ranges` these are left.
 */
export function readPlainList(bounds: number[], tokens: Tokens, ranges: boolean): boolean {
  const { text } = tokens;
  let [begin, line, spans] = [tokens.start, tokens.line, false];
  for (;;) {
    let address = 0;
    let value = -1;
    let dots = 0;
    let at = begin;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      const digit = code - ZERO;
      if (digit >= 0 && digit <= 9 && value !== 0 && value <= 25)
        value = value < 0 ? digit : value * 10 + digit;
      else if (code === DOT && value >= 0 && value <= 255 && dots < 3) {
        address = (address << 8) | value;
        value = -1;
        dots++;
      } else break;
    }
    if (dots < 3 || value < 0 || value > 255) break;
    const isAlone = text.charCodeAt(at) === COMMA;
    const end = isAlone ? at : ranges ? commaBehind(text, at, begin + LONGEST) : -1;
    if (end < 0) break;
    let next = end + 1;
    let lines = 0;
    for (let code = text.charCodeAt(next); code === SPACE || code === TAB || code === NEWLINE; ) {
      if (code === NEWLINE) lines++;
      code = text.charCodeAt(++next);
    }
    if (!isDigit(text.charCodeAt(next))) break;
    if (isAlone) {
      const first = ((address << 8) | value) >>> 0;
      bounds.push(first, first + 1);
    } else if (addIpv4(bounds, text, begin, end)) spans = true;
    else break;
    begin = next;
    line += lines;
  }
  tokens.back({ at: begin, line });
  return spans;
}

/** The next comma that is not behind `limit`, or -1. */
function commaBehind(text: string, start: number, limit: number): number {
  for (let at = start; at <= limit; at++) if (text.charCodeAt(at) === COMMA) return at;
  return -1;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code < ZERO + 10;
}
