import { equal, type IntervalSet, type Point } from '../address/intervals.js';

/**
 * A run of consecutive intervals of a set. Where a run ends depends on the intervals alone, so sets that hold nearly the
 * same consist of the same runs, but for a few.
 */
export interface Block<P extends Point> {
  readonly set: IntervalSet<P>;
  readonly hash: number;
  /** Whether the first interval begins a run wherever it stands, rather than only as the first of a set. */
  readonly begins: boolean;
}

/** One interval in so many begins a run. */
const RUN = 64;

export function sameBlock(a: Block<Point>, b: Block<Point>): boolean {
  return a === b || (a.hash === b.hash && equal(a.set, b.set));
}

/** Puts the blocks of a set together from blocks and intervals that follow each other, neither touching the next. */
export class BlockBuilder<P extends Point> {
  readonly #blocks: Block<P>[] = [];
  #whole: Block<P> | undefined;
  #open: P[] = [];

  addBlock(block: Block<P>): void {
    if (block.begins || !this.#isStarted()) {
      this.#close();
      this.#whole = block;
    } else this.addIntervals(block.set);
  }

  addIntervals(set: IntervalSet<P>): void {
    let from = 0;
    for (let i = 0; i < set.length; i += 2) {
      if (!beginsRun(set[i]!)) continue;
      this.#add(set, from, i);
      this.#close();
      from = i;
    }
    this.#add(set, from, set.length);
  }

  /** Goes on with some intervals of a set, none but the first of which may begin a run. */
  #add(set: IntervalSet<P>, from: number, to: number): void {
    if (from === to) return;
    this.#reopen();
    if (this.#open.length === 0) this.#open = set.slice(from, to);
    else for (let i = from; i < to; i++) this.#open.push(set[i]!);
  }

  finish(): readonly Block<P>[] {
    this.#close();
    return this.#blocks;
  }

  #isStarted(): boolean {
    return this.#blocks.length > 0 || this.#whole !== undefined || this.#open.length > 0;
  }

  #reopen(): void {
    if (!this.#whole) return;
    this.#open = [...this.#whole.set];
    this.#whole = undefined;
  }

  #close(): void {
    if (this.#whole) this.#blocks.push(this.#whole);
    else if (this.#open.length > 0) this.#blocks.push(blockOf(this.#open));
    this.#whole = undefined;
    this.#open = [];
  }
}

export function blockOf<P extends Point>(set: IntervalSet<P>): Block<P> {
  let hash = set.length;
  for (const boundary of set) hash = mix(hash, hashPoint(boundary));
  return { set, hash, begins: beginsRun(set[0]!) };
}

function beginsRun(start: Point): boolean {
  return hashPoint(start) % RUN === 0;
}

/** From 0 to 2^32 - 1; the same on every machine. */
export function hashPoint(point: Point): number {
  if (typeof point === 'number') return mix(0, point >>> 0);
  let hash = 0;
  for (let rest = point; rest > 0n; rest >>= 32n) hash = mix(hash, Number(rest & 0xffffffffn));
  return hash;
}

/** Two numbers of 32 bits as one in which every bit depends on all of theirs. */
export function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ b, 0x9e3779b1) + a;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
