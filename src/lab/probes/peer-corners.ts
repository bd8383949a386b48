import { boundariesUpTo, type Interval, type Point } from '../../address/intervals.js';
import type { Space } from '../../address/space.js';
import type { PeerSet } from '../../ruleset/peer-set.js';
import { endpointOf } from './places.js';
import type { ProbedRules } from './probed-rules.js';
import { between, pick, type Random } from './random.js';
import { before, sendableEnds, sendableFrom, sendableUpTo } from './sendable.js';

/** A set of no more intervals is tried at all of them; of a longer one, the first, the last, and so many others. */
const FEW_INTERVALS = 4;
const OTHERS = 2;

export function isLong({ count }: PeerSet<Point>): boolean {
  return count > FEW_INTERVALS;
}

/** An address at an edge of a set of peers. */
export interface PeerCorner<P extends Point> {
  readonly address: P;
  /** Whether the set has it. */
  readonly inside: boolean;
  readonly words: string;
}

/** Where sockets cannot speak from an address at the edge, the nearest that they can takes its place. */
export function peerCorners<P extends Point>(
  { space, random }: ProbedRules<P>,
  set: PeerSet<P>,
): readonly PeerCorner<P>[] {
  return triedIntervals(set, random).flatMap((interval) => cornersOf(space, set, interval));
}

export function cornersOf<P extends Point>(
  space: Space<P>,
  set: PeerSet<P>,
  interval: Interval<P>,
): readonly PeerCorner<P>[] {
  const { start, end } = interval;
  const corners: PeerCorner<P>[] = [];
  const ends = sendableEnds(space, interval);
  if (ends) {
    const [first, last] = ends;
    corners.push({ address: first, inside: true, words: first === last ? 'an address' : 'first address' });
    if (first !== last) corners.push({ address: last, inside: true, words: 'last address' });
  }
  const [lowest, highest] = space.everything as readonly [P, P];
  const below = start > lowest ? sendableUpTo(space, before(space, start)) : undefined;
  const above = end < highest ? sendableFrom(space, end) : undefined;
  if (below !== undefined && !holdsPeer(set, below))
    corners.push({ address: below, inside: false, words: 'the address below those' });
  if (above !== undefined && !holdsPeer(set, above))
    corners.push({ address: above, inside: false, words: 'the address above those' });
  return corners;
}

function triedIntervals<P extends Point>(set: PeerSet<P>, random: Random): readonly Interval<P>[] {
  if (!isLong(set)) return Array.from({ length: set.count }, (_, at) => intervalAt(set, at));
  const tried = [0, set.count - 1];
  while (tried.length < 2 + OTHERS) {
    const at = between(random, 1, set.count - 2);
    if (!tried.includes(at)) tried.push(at);
  }
  return tried.map((at) => intervalAt(set, at));
}

/** Without making one list of all blocks. */
export function intervalAt<P extends Point>({ blocks }: PeerSet<P>, index: number): Interval<P> {
  let at = index * 2;
  for (const { set } of blocks) {
    if (at < set.length) return { start: set[at]!, end: set[at + 1]! };
    at -= set.length;
  }
  throw new Error(`a set of peers has no interval ${index}`);
}

/** In log n of the blocks and of the intervals of one. */
export function holdsPeer<P extends Point>({ blocks }: PeerSet<P>, address: P): boolean {
  let [low, high] = [0, blocks.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (blocks[middle]!.set[0]! <= address) low = middle + 1;
    else high = middle;
  }
  return low > 0 && boundariesUpTo(blocks[low - 1]!.set, address) % 2 === 1;
}

const TRIES = 8;

/** Some peer of the set whom the interface can speak with; nothing if there seems to be none. */
export function somePeer<P extends Point>(probed: ProbedRules<P>, set: PeerSet<P>): P | undefined {
  const { random } = probed;
  for (let tries = 0; tries < TRIES; tries++) {
    const address = randomAddress(probed, intervalAt(set, between(random, 0, set.count - 1)));
    if (address !== undefined && canMeet(probed, address)) return address;
  }
  return peerCorners(probed, set).find(({ address, inside }) => inside && canMeet(probed, address))?.address;
}

export function canMeet<P extends Point>({ places, space, own }: ProbedRules<P>, address: P): boolean {
  const peer = endpointOf(places, space, address);
  return peer !== undefined && peer.host !== own[0]!.host;
}

/** An address of the interval, its ends rather often. */
export function randomAddress<P extends Point>(
  { space, random }: ProbedRules<P>,
  interval: Interval<P>,
): P | undefined {
  const ends = sendableEnds(space, interval);
  if (!ends) return undefined;
  const [first, last] = ends;
  const size = space.size({ start: first, end: last });
  const high = space.plus(first, Math.floor(random.next() * Math.max(0, size - LOW)));
  const any = space.plus(high, between(random, 0, Math.min(size, LOW)));
  return pick(random, [first, last, any, any]);
}

/** Numbers that large lose their last bits, which are added apart. */
const LOW = 65_535;
