import type { Point } from './intervals.js';

/**
 * What stands for a point as the key of a Map or Set. A bigint itself will not do: V8 hashes it by its low 64 bits, which
 * are zero in every IPv6 prefix up to /64, so that a long list of them takes time with its square.
 */
export function pointKey(point: Point): number | string {
  return typeof point === 'number' ? point : point.toString(36);
}
