import { boundariesUpTo, has, type Interval, type IntervalSet, type Point } from '../../address/intervals.js';
import type { Space } from '../../address/space.js';

const v4 = (first: number) => first * 2 ** 24;
const MAPPED = 0xffffn << 32n;

/**
 * Addresses that sockets can speak from and to, and be answered (tried on Linux 6.18): not `this network`, loopback, multicast,
 * broadcast, IPv4 mapped into IPv6, and link-local IPv6, which means nothing without its link.
 */
const sendable: Readonly<Record<Space<Point>['family'], IntervalSet<Point>>> = {
  ipv4: [v4(1), v4(127), v4(128), v4(224), v4(240), 2 ** 32 - 1],
  ipv6: [2n, MAPPED, MAPPED + (1n << 32n), 0xfe80n << 112n, 0xfec0n << 112n, 0xff00n << 112n],
};

function sendableOf<P extends Point>({ family }: Space<P>): IntervalSet<P> {
  return sendable[family] as IntervalSet<P>;
}

export function isSendable<P extends Point>(space: Space<P>, address: P): boolean {
  return has(sendableOf(space), address);
}

/** The first address from this one up that can be sent from and to; none at the end. */
export function sendableFrom<P extends Point>(space: Space<P>, address: P): P | undefined {
  const set = sendableOf(space);
  const next = boundariesUpTo(set, address);
  return next % 2 === 1 ? address : set[next];
}

/** The last such address from this one down; none at the beginning. */
export function sendableUpTo<P extends Point>(space: Space<P>, address: P): P | undefined {
  const set = sendableOf(space);
  const next = boundariesUpTo(set, address);
  if (next % 2 === 1) return address;
  return next === 0 ? undefined : before(space, set[next - 1]!);
}

/** The first and the last address of an interval that can be sent from and to; nothing if it has none. */
export function sendableEnds<P extends Point>(
  space: Space<P>,
  interval: Interval<P>,
): readonly [first: P, last: P] | undefined {
  const first = sendableFrom(space, interval.start);
  const last = sendableUpTo(space, space.last(interval));
  if (first === undefined || last === undefined || first > last) return undefined;
  return [first, last];
}

/** The address before this one, which must not be the very first. */
export function before<P extends Point>(space: Space<P>, address: P): P {
  return space.last({ start: address, end: address });
}

/** Protocols without ports that need no content of their own and whose packets a kernel takes for ordinary ones. */
const portless = [47, 50, 88, 89, 99, 112, 115, 253];
export const portlessProtocols = { ipv4: [2, 51, ...portless], ipv6: portless } as const;
