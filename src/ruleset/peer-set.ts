import {
  countIntervals,
  type IntervalSet,
  intersect,
  intervalsOf,
  nothing,
  type Point,
  subtract,
  union,
} from '../address/intervals.js';
import { type Block, BlockBuilder, blockOf, mix, sameBlock } from './block.js';

/**
 * An address set that shares its parts with others. Thousands of ports with nearly the same peers hold the blocks that
 * they have in common once, and what is made of two such sets takes time with the blocks and with what differs.
 *
 * Its blocks depend on its contents alone: two sets hold the same if and only if their blocks are the same.
 */
export class PeerSet<P extends Point> {
  readonly blocks: readonly Block<P>[];
  /** How many intervals it consists of. None: it holds nobody. */
  readonly count: number;
  readonly hash: number;
  #whole: WeakRef<IntervalSet<P>> | undefined;

  /** `whole` is the same as one list, where there is one already. */
  constructor(blocks: readonly Block<P>[], whole?: IntervalSet<P>) {
    this.blocks = blocks;
    if (whole && blocks.length >= 2) this.#whole = new WeakRef(whole);
    this.count = blocks.reduce((total, { set }) => total + countIntervals(set), 0);
    this.hash = blocks.reduce((hash, block) => mix(hash, block.hash), this.count);
  }

  /** The same as one list; made when asked for, and kept no longer than somebody uses it. */
  get set(): IntervalSet<P> {
    if (this.blocks.length < 2) return this.blocks[0]?.set ?? nothing;
    const known = this.#whole?.deref();
    if (known) return known;
    const whole = intervalsIn(this.blocks);
    this.#whole = new WeakRef(whole);
    return whole;
  }
}

export function peerSet<P extends Point>(set: IntervalSet<P>): PeerSet<P> {
  const builder = new BlockBuilder<P>();
  builder.addIntervals(set);
  return new PeerSet(builder.finish(), set);
}

export function samePeers(a: PeerSet<Point>, b: PeerSet<Point>): boolean {
  if (a === b) return true;
  if (a.hash !== b.hash || a.count !== b.count || a.blocks.length !== b.blocks.length) return false;
  return a.blocks.every((block, i) => sameBlock(block, b.blocks[i]!));
}

/** What becomes of the stretches of two sets in a third. */
interface Operation {
  /** Whether to keep what lies in the first set and nowhere near the second, and the reverse. */
  readonly first: boolean;
  readonly second: boolean;
  /** Whether to keep blocks that are in both. */
  readonly both: boolean;
  /** What to keep of stretches that overlap or touch. */
  readonly near: <P extends Point>(a: IntervalSet<P>, b: IntervalSet<P>) => IntervalSet<P>;
}

const UNION: Operation = { first: true, second: true, both: true, near: union };
const COMMON: Operation = { first: false, second: false, both: true, near: intersect };
const REST: Operation = { first: true, second: false, both: false, near: subtract };
const OTHER_INTERVALS: Operation = { first: true, second: false, both: false, near: otherIntervals };

export function unionOfPeers<P extends Point>(a: PeerSet<P>, b: PeerSet<P>): PeerSet<P> {
  if (a.count === 0) return b;
  return b.count === 0 ? a : combine(a, b, UNION);
}

export function commonPeersOf<P extends Point>(a: PeerSet<P>, b: PeerSet<P>): PeerSet<P> {
  return combine(a, b, COMMON);
}

/** The peers of `a` that are not in `b`. */
export function peersWithout<P extends Point>(a: PeerSet<P>, b: PeerSet<P>): PeerSet<P> {
  return b.count === 0 ? a : combine(a, b, REST);
}

/** The intervals of `a` that are not among those of `b`, each whole, even where `b` holds parts of it. */
export function intervalsWithout<P extends Point>(a: PeerSet<P>, b: PeerSet<P>): PeerSet<P> {
  return combine(a, b, OTHER_INTERVALS);
}

/** Goes over both lists of blocks at once; blocks that neither overlap nor touch another are not looked into. */
function combine<P extends Point>(one: PeerSet<P>, other: PeerSet<P>, operation: Operation): PeerSet<P> {
  const result = new BlockBuilder<P>();
  const a = piecesOf(one.blocks, other.blocks);
  const b = piecesOf(other.blocks, one.blocks);
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [fromI, fromJ] = [i, j];
    for (let end = firstOf(a[i], b[j]); ; ) {
      if (i < a.length && a[i]!.set[0]! <= end) end = later(end, a[i++]!.set.at(-1)!);
      else if (j < b.length && b[j]!.set[0]! <= end) end = later(end, b[j++]!.set.at(-1)!);
      else break;
    }
    addStretch(result, a.slice(fromI, i), b.slice(fromJ, j), operation);
  }
  return new PeerSet(result.finish());
}

/** The blocks, but one that reaches over several of the others is taken apart, lest they all hang together by it. */
function piecesOf<P extends Point>(
  blocks: readonly Block<P>[],
  others: readonly Block<P>[],
): readonly Block<P>[] {
  const pieces: Block<P>[] = [];
  let j = 0;
  for (const block of blocks) {
    while (j < others.length && others[j]!.set[0]! < block.set[0]!) j++;
    const second = others[j + 1];
    if (!second || second.set[0]! > block.set.at(-1)!) pieces.push(block);
    else for (const { start, end } of intervalsOf(block.set)) pieces.push(blockOf([start, end]));
  }
  return pieces;
}

/** Where the first of two blocks begins; one of them may be missing. */
function firstOf<P extends Point>(a: Block<P> | undefined, b: Block<P> | undefined): P {
  if (!a || !b) return (a ?? b)!.set[0]!;
  return a.set[0]! < b.set[0]! ? a.set[0]! : b.set[0]!;
}

function later<P extends Point>(a: P, b: P): P {
  return a > b ? a : b;
}

/** Blocks of both sets that hang together, nothing else of either set near them. */
function addStretch<P extends Point>(
  result: BlockBuilder<P>,
  a: readonly Block<P>[],
  b: readonly Block<P>[],
  { first, second, both, near }: Operation,
): void {
  if (b.length === 0) {
    if (first) for (const block of a) result.addBlock(block);
  } else if (a.length === 0) {
    if (second) for (const block of b) result.addBlock(block);
  } else if (a.length === 1 && b.length === 1 && sameBlock(a[0]!, b[0]!)) {
    if (both) result.addBlock(a[0]!);
  } else {
    result.addIntervals(near(intervalsIn(a), intervalsIn(b)));
  }
}

function intervalsIn<P extends Point>(blocks: readonly Block<P>[]): IntervalSet<P> {
  if (blocks.length === 1) return blocks[0]!.set;
  const all: P[] = [];
  for (const { set } of blocks) for (let i = 0; i < set.length; i++) all.push(set[i]!);
  return all;
}

function otherIntervals<P extends Point>(a: IntervalSet<P>, b: IntervalSet<P>): IntervalSet<P> {
  const result: P[] = [];
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    while (j < b.length && b[j]! < a[i]!) j += 2;
    if (b[j] !== a[i] || b[j + 1] !== a[i + 1]) result.push(a[i]!, a[i + 1]!);
  }
  return result;
}
