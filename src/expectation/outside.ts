import { type AddressSet, addressSet, everyAddress, ofSpace } from '../address/address-set.js';
import {
  type IntervalSet,
  intersect,
  intervalsOf,
  isEmpty,
  type Point,
  subtract,
} from '../address/intervals.js';
import { parseAddressRange } from '../address/parse.js';
import type { Space } from '../address/space.js';

const setOf = (...texts: readonly string[]): AddressSet =>
  addressSet(
    texts.map((text) => {
      const parsed = parseAddressRange(text);
      if (!parsed.ok) throw new Error(parsed.fault.problem);
      return parsed.range;
    }),
  );

/** What people take for an example (RFC 5737, RFC 3849). */
const examples = setOf('198.51.100.0/24', '203.0.113.0/24', '192.0.2.0/24', '2001:db8::/32');

/** What no socket sends from: this network, loopback, multicast, reserved; in IPv6 also what needs a zone. */
const special = setOf('0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3', '::/80', 'fe80::/10', 'ff00::/8');

const everything = everyAddress(['ipv4', 'ipv6']);
const ordinary: AddressSet = {
  ipv4: subtract(everything.ipv4, special.ipv4),
  ipv6: subtract(everything.ipv6, special.ipv6),
};

/** The addresses of a set that a socket can send from. */
export function sendableOf<P extends Point>(space: Space<P>, set: IntervalSet<P>): IntervalSet<P> {
  return intersect(set, ofSpace(space, ordinary));
}

/** One address of a set that is not empty: rather one that reads like an example, or at least an ordinary one. */
export function typicalOf<P extends Point>(space: Space<P>, set: IntervalSet<P>): P {
  const better = [intersect(set, ofSpace(space, examples)), sendableOf(space, set), set];
  return behindNetwork(space, better.find((one) => !isEmpty(one))!);
}

/** The first address that nobody would read as a network; if there is none, the first. */
function behindNetwork<P extends Point>(space: Space<P>, set: IntervalSet<P>): P {
  for (const { start, end } of intervalsOf(set)) {
    if (!looksLikeNetwork(space, start)) return start;
    const second = space.plus(start, 1);
    if (second < end) return second;
  }
  return set[0]!;
}

function looksLikeNetwork<P extends Point>({ family }: Space<P>, address: P): boolean {
  return family === 'ipv4' ? Number(address) % 256 === 0 : BigInt(address) % 65_536n === 0n;
}
