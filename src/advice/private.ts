import { ofSpace } from '../address/address-set.js';
import { covers, type IntervalSet, type Point } from '../address/intervals.js';
import type { Space } from '../address/space.js';
import { setOf } from '../address/world.js';

/** Peers are beyond private networks if any one of them is neither private, shared by a carrier, link-local nor loopback. */
export function isBeyondPrivate<P extends Point>(space: Space<P>, peers: IntervalSet<P>): boolean {
  return !covers(ofSpace(space, privateAddresses), peers);
}

/** RFC 1918, RFC 6598, RFC 4193, link-local and loopback. */
const privateAddresses = setOf(
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8'],
  ...['fc00::/7', 'fe80::/10', '::1'],
);
