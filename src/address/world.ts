import { type AddressSet, addressSet, ofSpace } from './address-set.js';
import { type IntervalSet, intersect, type Point } from './intervals.js';
import { ipv4 } from './ipv4.js';
import { ipv6 } from './ipv6.js';
import { parseAddressRange } from './parse.js';
import { countAddresses, type Space } from './space.js';

/**
 * The world is three quarters or more of the addresses of one family that are given out on the internet.
 *
 * Only public addresses count, so that leaving out private ones, multicast or a neighbour does not hide it; and not all
 * of them are asked for, so that `0.0.0.0/1` with `128.0.0.0/2`, or everything but one address, does not hide it either.
 * Half of them (`0.0.0.0/1`) and the addresses of the largest country (two fifths) are not yet the world.
 */
export function isWorld<P extends Point>(space: Space<P>, peers: IntervalSet<P>): boolean {
  const enough = space.family === 'ipv4' ? SHARE * publicIpv4 : SHARE * publicIpv6;
  return countAddresses(space, intersect(peers, ofSpace(space, publicAddresses))) >= enough;
}

const SHARE = 0.75;

export function setOf(...ranges: readonly string[]): AddressSet {
  const parsed = ranges.map(parseAddressRange);
  return addressSet(parsed.filter((one) => one.ok).map(({ range }) => range));
}

/** IPv4 without IANA's special-purpose registry, multicast and class E; the IPv6 blocks that IANA has given to registries. */
const publicAddresses = setOf(
  ...['1.0.0.0-9.255.255.255', '11.0.0.0-100.63.255.255', '100.128.0.0-126.255.255.255'],
  ...['128.0.0.0-169.253.255.255', '169.255.0.0-172.15.255.255', '172.32.0.0-191.255.255.255'],
  ...['192.0.3.0-192.167.255.255', '192.169.0.0-198.17.255.255', '198.20.0.0-198.51.99.255'],
  ...['198.51.101.0-203.0.112.255', '203.0.114.0-223.255.255.255'],
  ...['2001::/16', '2003::/18', '2400::/11', '2600::/12', '2610::/23', '2620::/23', '2630::/12'],
  ...['2800::/12', '2a00::/11', '2c00::/12'],
);

const publicIpv4 = countAddresses(ipv4, publicAddresses.ipv4);
const publicIpv6 = countAddresses(ipv6, publicAddresses.ipv6);
