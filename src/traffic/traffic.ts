import type { IntervalSet } from '../address/intervals.js';

/**
 * What a rule allows, before its peers: one protocol or all of them, and an interval of its cells.
 *
 * A cell is what tells packets of one protocol apart: the destination port of TCP and UDP, type × 256 + code of ICMP and
 * ICMPv6. Other protocols are not divided, and their interval is always the whole of `everyCell`.
 */
export interface Traffic {
  readonly protocol: number | 'all';
  /** First cell, 0 to 65535. */
  readonly first: number;
  /** Last cell, `first` to 65535, itself included. */
  readonly last: number;
}

/** One past the last cell of any protocol. */
export const CELLS = 65_536;

export const everyCell: IntervalSet<number> = [0, CELLS];

export const allTraffic: Traffic = { protocol: 'all', first: 0, last: CELLS - 1 };

export function everythingOf(protocol: number): Traffic {
  return { protocol, first: 0, last: CELLS - 1 };
}

/** Tells traffics apart. Of 8 bits of protocol, none for all of them, and 16 of each cell. */
export function trafficKey({ protocol, first, last }: Traffic): number {
  return ((protocol === 'all' ? -1 : protocol) * 2 ** 16 + first) * 2 ** 16 + last;
}

export function isWhole(traffic: Traffic): boolean {
  return traffic.first === 0 && traffic.last === CELLS - 1;
}

/** The cell of an ICMP type and code, or the cells of a type with any code. */
export function icmpTraffic(protocol: number, type: number, code?: number): Traffic {
  if (code === undefined) return { protocol, first: type * 256, last: type * 256 + 255 };
  return { protocol, first: type * 256 + code, last: type * 256 + code };
}
