import type { Box } from './boxes.js';

/** Boxes are told apart, and sorted within one rank, by the lower part of a key. */
const BOXES = 2 ** 27;

const NONE = -1;

/**
 * A segment tree over addresses that knows, of the boxes that stand over each, which one has the lowest rank, and finds a
 * box that somewhere alone has it. Every change takes a logarithm of the number of addresses, times a short search.
 */
export class RankTree {
  readonly #boxes: readonly Box[];
  readonly #leaves: number;
  readonly #rankOf: (box: Box) => number;
  readonly #isFound: (box: Box) => boolean;
  /** For each node the boxes that stand over all of it and not over all of its parent: sorted, rank × BOXES + index. */
  readonly #keys: number[][] = [];
  /** For each node, the highest of the lowest ranks over its addresses; infinite where one has no box over it. */
  readonly #highest: Float64Array;
  /** For each node, the box not yet found that alone has the lowest rank over one of its addresses, and of these the lowest. */
  readonly #visible: Int32Array;

  constructor(
    boxes: readonly Box[],
    leaves: number,
    rankOf: (box: Box) => number,
    isFound: (box: Box) => boolean,
  ) {
    this.#boxes = boxes;
    this.#leaves = leaves;
    this.#rankOf = rankOf;
    this.#isFound = isFound;
    this.#highest = new Float64Array(4 * leaves).fill(Number.POSITIVE_INFINITY);
    this.#visible = new Int32Array(4 * leaves).fill(NONE);
  }

  add(index: number): void {
    this.#visit(1, 0, this.#leaves, index, (keys, key) => keys.splice(positionOf(keys, key), 0, key));
  }

  remove(index: number): void {
    this.#visit(1, 0, this.#leaves, index, (keys, key) => keys.splice(positionOf(keys, key), 1));
  }

  /** Looks again at the addresses below a box that was found meanwhile. */
  refresh(index: number): void {
    this.#visit(1, 0, this.#leaves, index, () => undefined);
  }

  /** A box not yet found that somewhere alone has the lowest rank. */
  visible(): number | undefined {
    const index = this.#visible[1]!;
    return index === NONE ? undefined : index;
  }

  /** The box of the lowest rank over one address. */
  lowestAt(leaf: number): number | undefined {
    let lowest = Number.POSITIVE_INFINITY;
    let [node, left, right] = [1, 0, this.#leaves];
    for (;;) {
      lowest = Math.min(lowest, this.#keys[node]?.[0] ?? lowest);
      if (right - left === 1) return lowest === Number.POSITIVE_INFINITY ? undefined : lowest % BOXES;
      const middle = (left + right) >>> 1;
      node = 2 * node + (leaf < middle ? 0 : 1);
      if (leaf < middle) right = middle;
      else left = middle;
    }
  }

  #visit(
    node: number,
    left: number,
    right: number,
    index: number,
    act: (keys: number[], key: number) => void,
  ): void {
    const box = this.#boxes[index]!;
    if (box.from <= left && right <= box.to) {
      this.#keys[node] ??= [];
      act(this.#keys[node], this.#rankOf(box) * BOXES + index);
    } else {
      const middle = (left + right) >>> 1;
      if (box.from < middle) this.#visit(2 * node, left, middle, index, act);
      if (box.to > middle) this.#visit(2 * node + 1, middle, right, index, act);
    }
    this.#summarize(node, right - left === 1);
  }

  #summarize(node: number, isLeaf: boolean): void {
    const below = isLeaf
      ? Number.POSITIVE_INFINITY
      : Math.max(this.#highest[2 * node]!, this.#highest[2 * node + 1]!);
    const visibleBelow = isLeaf ? NONE : this.#lower(this.#visible[2 * node]!, this.#visible[2 * node + 1]!);
    const [lowest, second] = this.#keys[node] ?? [];
    const rank = lowest === undefined ? Number.POSITIVE_INFINITY : Math.floor(lowest / BOXES);
    this.#highest[node] = Math.min(rank, below);
    if (this.#rank(visibleBelow) < rank || lowest === undefined) {
      this.#visible[node] = visibleBelow;
      return;
    }
    const isAlone = second === undefined || Math.floor(second / BOXES) > rank;
    const index = lowest % BOXES;
    this.#visible[node] = isAlone && below > rank && !this.#isFound(this.#boxes[index]!) ? index : NONE;
  }

  #lower(a: number, b: number): number {
    return this.#rank(a) <= this.#rank(b) ? a : b;
  }

  #rank(index: number): number {
    return index === NONE ? Number.POSITIVE_INFINITY : this.#rankOf(this.#boxes[index]!);
  }
}

function positionOf(keys: readonly number[], key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
