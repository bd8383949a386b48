import type { IntervalSet, Point } from '../../address/intervals.js';
import { Ipv4Writer } from '../../address/ipv4-writer.js';
import { formatInterval, type Space } from '../../address/space.js';

/** Elements of a set, spelled as they stand in a script: a list may have a million, and none becomes a text of its own. */
export interface NftElements {
  readonly count: number;
  /** With a comma between, and lines of a width that people can read. */
  readonly text: string;
}

const BETWEEN_LINES = ',\n\t\t\t';

/** Whether so many elements fit on one line. IPv4 elements are about half as wide as IPv6 ones. */
export function fitsLine({ count, text }: NftElements): boolean {
  return count <= 3 || (count <= 6 && !text.includes(':'));
}

export function spellAddresses<P extends Point>(space: Space<P>, addresses: readonly P[]): NftElements {
  const count = addresses.length;
  if (space.family === 'ipv6') return { count, text: inLines(addresses.map(space.format), 3) };
  const writer = new Ipv4Writer(count, 6, BETWEEN_LINES);
  for (let i = 0; i < count; i++) writer.address(addresses[i] as number);
  return { count, text: writer.text };
}

export function spellIntervals<P extends Point>(space: Space<P>, set: IntervalSet<P>): NftElements {
  const count = set.length / 2;
  if (space.family === 'ipv4') {
    const writer = new Ipv4Writer(count, 6, BETWEEN_LINES);
    for (let i = 0; i < set.length; i += 2) writer.interval(set[i] as number, set[i + 1] as number);
    return { count, text: writer.text };
  }
  const elements = Array.from({ length: count }, (_, i) =>
    formatInterval(space, { start: set[2 * i]!, end: set[2 * i + 1]! }),
  );
  return { count, text: inLines(elements, 3) };
}

function inLines(elements: readonly string[], perLine: number): string {
  const lines: string[] = [];
  for (let i = 0; i < elements.length; i += perLine) lines.push(elements.slice(i, i + perLine).join(', '));
  return lines.join(BETWEEN_LINES);
}
