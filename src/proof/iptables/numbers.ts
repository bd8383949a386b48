import type { IntervalSet } from '../../address/intervals.js';
import { unionOfBounds } from '../values.js';

/** A number from 0 up to, not including, `end`, without leading zeros. */
export function readNumber(text: string, end: number): number | undefined {
  if (!/^(0|[1-9][0-9]{0,9})$/.test(text)) return undefined;
  const number = Number(text);
  return number < end ? number : undefined;
}

/** `22` or, with `separator` between, `1024:65535`: the first number and one past the last. */
export function readRange(
  text: string,
  separator: ':' | '-',
  end: number,
): readonly [number, number] | undefined {
  const [from = '', to = from, ...more] = text.split(separator);
  const [first, last] = [readNumber(from, end), readNumber(to, end)];
  if (first === undefined || last === undefined || last < first || more.length > 0) return undefined;
  return [first, last + 1];
}

/** All bytes for which a question is answered yes. */
export function bytesWhere(holds: (byte: number) => boolean): IntervalSet<number> {
  return unionOfBounds(
    Array.from({ length: 256 }, (_, byte) => (holds(byte) ? [byte, byte + 1] : [])).flat(),
  );
}

export const PORTS = 65_536;
