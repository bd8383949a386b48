import type { Point } from '../../address/intervals.js';
import { indexOf } from '../values.js';
import {
  type Children,
  childAt,
  childrenIn,
  differentOf,
  listOf,
  type Node,
  sameChildren,
} from './children.js';

export type { Node } from './children.js';

/** Leaves. A diagram of a whole hook ends in the first two or the last two; `unknown` is where what happens cannot be told from the script. */
export const ACCEPT: Node = 0;
export const DROP: Node = 1;
/** Fell off the end: whatever comes next decides. */
export const NEXT: Node = 2;
/** Went back to the calling chain. */
export const BACK: Node = 3;
export const UNKNOWN: Node = 4;
/** Dropped, and answered: by a TCP reset, by an ICMP error. */
export const RESET: Node = 5;
export const PROHIBIT: Node = 6;
const LEAVES = 7;
/** Above every dimension. */
const LEAF = Number.MAX_SAFE_INTEGER;

/** A script or a definition whose diagram outgrows this machine's memory; it is then not proven. */
export class TooComplex extends Error {}

/** Children of all nodes together: about a gigabyte. */
const MOST_CHILDREN = 40_000_000;
/** A map of JavaScript holds 2^24 entries. */
const MOST_REMEMBERED = 12_000_000;

/** All diagrams of one proof; only diagrams of the same store can be compared. */
export class Diagrams {
  readonly #mostChildren: number;
  readonly #dimensions: number[] = [];
  readonly #cuts: (readonly Point[])[] = [];
  readonly #children: Children[] = [];
  /** Which leaves can be reached, as bits. */
  readonly #leaves: number[] = [];
  readonly #byHash = new Map<number, Node>();
  readonly #alike: Node[] = [];
  readonly #marks: Node[] = [];
  #childCount = 0;
  readonly #replaced: readonly Map<number, Node>[] = Array.from({ length: LEAVES }, () => new Map());

  /** `mostChildren`: children that all nodes may have together. */
  constructor(mostChildren = MOST_CHILDREN) {
    this.#mostChildren = mostChildren;
    for (let leaf = 0; leaf < LEAVES; leaf++) this.#append(LEAF, [], NONE, 1 << leaf);
  }

  /** Whether it is one of the leaves above, or a mark. */
  isLeaf(node: Node): boolean {
    return this.#dimensions[node] === LEAF;
  }

  /** A leaf of its own for each number: it stands for a diagram that `bind` puts in its place. */
  mark(number: number): Node {
    for (let n = this.#marks.length; n <= number; n++) this.#marks.push(this.#append(LEAF, [], NONE, 0));
    return this.#marks[number]!;
  }

  /** How many different nodes there are. */
  get size(): number {
    return this.#dimensions.length;
  }

  /** Leaves answer a number above every dimension. */
  dimensionOf(node: Node): number {
    return this.#dimensions[node]!;
  }

  /** Ascending points at which a new child begins; one fewer than there are children. */
  cutsOf(node: Node): readonly Point[] {
    return this.#cuts[node]!;
  }

  /** As many as there are cuts, and one more: made when asked for, which is for nodes that are few. */
  childrenOf(node: Node): readonly Node[] {
    return listOf(this.#children[node]!);
  }

  childAt(node: Node, index: number): Node {
    return childAt(this.#children[node]!, index);
  }

  /** Each child that a node has, once. */
  differentChildrenOf(node: Node): readonly Node[] {
    return differentOf(this.#children[node]!);
  }

  reaches(node: Node, leaf: Node): boolean {
    return (this.#leaves[node]! & (1 << leaf)) !== 0;
  }

  /** The node of these children, which may repeat: `children[i]` lies between `cuts[i - 1]` and `cuts[i]`. */
  node(dimension: number, cuts: readonly Point[], children: readonly Node[]): Node {
    let repeats = false;
    for (let i = 1; i < children.length && !repeats; i++) repeats = children[i] === children[i - 1];
    if (!repeats) return this.#listed(dimension, cuts, children);
    const ownCuts: Point[] = [];
    const own: Node[] = [children[0]!];
    for (let i = 1; i < children.length; i++) {
      if (children[i] === children[i - 1]) continue;
      ownCuts.push(cuts[i - 1]!);
      own.push(children[i]!);
    }
    return this.#listed(dimension, ownCuts, own);
  }

  /** The node whose children are these two in turn. */
  turns(dimension: number, cuts: readonly Point[], first: Node, second: Node): Node {
    if (first === second || cuts.length === 0) return first;
    return this.#canonical(dimension, cuts, { length: cuts.length + 1, first, second });
  }

  /** The same node with what `change` makes of its children. */
  map(node: Node, change: (child: Node) => Node): Node {
    const { list, first, second } = this.#children[node]!;
    const [dimension, cuts] = [this.#dimensions[node]!, this.#cuts[node]!];
    if (!list) return this.turns(dimension, cuts, change(first), change(second));
    return this.node(
      dimension,
      cuts,
      list.map((child) => change(child)),
    );
  }

  /** No two neighbours are alike. */
  #listed(dimension: number, cuts: readonly Point[], children: readonly Node[]): Node {
    return children.length === 1 ? children[0]! : this.#canonical(dimension, cuts, childrenIn(children));
  }

  #canonical(dimension: number, cuts: readonly Point[], children: Children): Node {
    const step = Math.ceil(children.length / HASHED) | 1;
    const quick = hashOf(dimension, cuts, children, step);
    const known = this.#byHash.get(quick);
    if (known === undefined) return this.#add(dimension, cuts, children, quick, undefined);
    if (this.#is(known, dimension, cuts, children)) return known;
    // Beyond those of 32 bits. Long lists that differ in a few values are many: all of them is looked at only then.
    const hash = 2 ** 32 + (step === 1 ? quick : hashOf(dimension, cuts, children, 1));
    const first = this.#byHash.get(hash);
    for (let at = first; at !== undefined && at >= 0; at = this.#alike[at])
      if (this.#is(at, dimension, cuts, children)) return at;
    return this.#add(dimension, cuts, children, hash, first);
  }

  #is(node: Node, dimension: number, cuts: readonly Point[], children: Children): boolean {
    return (
      this.#dimensions[node] === dimension &&
      sameChildren(this.#children[node]!, children) &&
      sameCuts(this.#cuts[node]!, cuts)
    );
  }

  #add(
    dimension: number,
    cuts: readonly Point[],
    children: Children,
    hash: number,
    alike: Node | undefined,
  ): Node {
    let leaves = this.#leaves[children.first]! | this.#leaves[children.second]!;
    for (const child of children.list ?? []) leaves |= this.#leaves[child]!;
    const node = this.#append(dimension, cuts, children, leaves);
    this.#alike[node] = alike ?? -1;
    this.#byHash.set(hash, node);
    return node;
  }

  #append(dimension: number, cuts: readonly Point[], children: Children, leaves: number): Node {
    this.#childCount += children.length;
    if (this.#childCount > this.#mostChildren || this.#byHash.size > MOST_REMEMBERED) throw new TooComplex();
    this.#dimensions.push(dimension);
    this.#cuts.push(cuts);
    this.#children.push(children);
    this.#leaves.push(leaves);
    return this.#dimensions.length - 1;
  }

  /** The first diagram, and `by` wherever it ends in `leaf`. It is associative for one leaf. */
  replace(node: Node, leaf: Node, by: Node): Node {
    if (!this.reaches(node, leaf) || leaf === by) return node;
    if (node === leaf) return by;
    const memo = this.#replaced[leaf]!;
    const key = node * 2 ** 26 + by;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const result = this.#replaceInner(node, leaf, by);
    if (memo.size > MOST_REMEMBERED) memo.clear();
    memo.set(key, result);
    return result;
  }

  #replaceInner(node: Node, leaf: Node, by: Node): Node {
    const own = this.#dimensions[node]!;
    const other = this.#dimensions[by]!;
    if (own < other) return this.map(node, (child) => this.replace(child, leaf, by));
    if (other < own) return this.map(by, (child) => this.replace(node, leaf, child));
    return this.#merge(node, leaf, by);
  }

  /** Both ask for the same dimension: one walk over the cuts of both. */
  #merge(node: Node, leaf: Node, by: Node): Node {
    const a = this.#cuts[node]!;
    const b = this.#cuts[by]!;
    const ofA = this.#children[node]!;
    const ofB = this.#children[by]!;
    const cuts: Point[] = [];
    const children: Node[] = [this.replace(ofA.first, leaf, ofB.first)];
    let last = children[0]!;
    for (let i = 0, j = 0; i < a.length || j < b.length; ) {
      const at = j >= b.length || (i < a.length && a[i]! <= b[j]!) ? a[i]! : b[j]!;
      if (i < a.length && a[i] === at) i++;
      if (j < b.length && b[j] === at) j++;
      const child = this.replace(childAt(ofA, i), leaf, childAt(ofB, j));
      if (child === last) continue;
      cuts.push(at);
      children.push(child);
      last = child;
    }
    return this.#listed(this.#dimensions[node]!, cuts, children);
  }

  /** Other leaves for the leaves; what `to` does not name stays. */
  relabel(node: Node, to: ReadonlyMap<Node, Node>): Node {
    const leaves = Array.from({ length: LEAVES }, (_, leaf) => to.get(leaf) ?? leaf);
    const memo = new Map<Node, Node>();
    const walk = (at: Node): Node => {
      if (at < LEAVES) return leaves[at]!;
      if (!leaves.some((leaf, old) => leaf !== old && this.reaches(at, old))) return at;
      const known = memo.get(at);
      if (known !== undefined) return known;
      const result = this.map(at, walk);
      memo.set(at, result);
      return result;
    };
    return walk(node);
  }

  /** The leaf of one packet, whose values `answer` knows. */
  evaluate(node: Node, answer: (dimension: number) => Point): Node {
    let at = node;
    while (!this.isLeaf(at)) at = this.childAt(at, indexOf(this.#cuts[at]!, answer(this.#dimensions[at]!)));
    return at;
  }
}

function sameCuts(a: readonly Point[], b: readonly Point[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Of leaves. */
const NONE: Children = { length: 0, first: ACCEPT, second: ACCEPT };

/** Of longer lists, this many are looked at first for a hash. */
const HASHED = 64;

/** FNV-1a over one in `step`; nodes that differ may share a hash, so it only narrows the search. */
function hashOf(dimension: number, cuts: readonly Point[], children: Children, step: number): number {
  let hash = 0x811c9dc5 ^ dimension ^ (cuts.length << 8);
  hash = Math.imul(hash ^ children.first, 0x01000193);
  hash = Math.imul(hash ^ children.second, 0x01000193);
  const list = children.list ?? [];
  for (let i = 2; i < list.length; i += step) hash = Math.imul(hash ^ list[i]!, 0x01000193);
  for (let i = 0; i < cuts.length; i += step) {
    const cut = cuts[i]!;
    const word =
      typeof cut === 'number' ? cut : Number(BigInt.asUintN(32, cut >> 64n) ^ BigInt.asUintN(32, cut));
    hash = Math.imul(hash ^ word, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
