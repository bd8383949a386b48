/**
 * A diagram says what happens to every packet. An inner node asks for the value of one dimension and has a child for each
 * interval of its values; along a path dimensions ascend. Equal nodes are one number, no node has all its children alike and
 * no two neighbours are: so two diagrams mean the same if and only if they are the same number.
 */
export type Node = number;

/**
 * The children of a node, at least two and no two neighbours alike. So where only two are different they take turns, however
 * many they are, and only these two are held: a set of a million prefixes is two numbers beside its cuts.
 */
export interface Children {
  readonly length: number;
  readonly first: Node;
  readonly second: Node;
  /** All of them; absent where the first two take turns. */
  readonly list?: readonly Node[];
}

/** Of a list in which no two neighbours are alike. */
export function childrenIn(list: readonly Node[]): Children {
  const { length } = list;
  const [first, second] = list as readonly [Node, Node];
  for (let i = 2; i < length; i++) if (list[i] !== list[i - 2]) return { length, first, second, list };
  return { length, first, second };
}

export function childAt({ list, first, second }: Children, index: number): Node {
  if (list) return list[index]!;
  return index % 2 === 0 ? first : second;
}

export function listOf(children: Children): readonly Node[] {
  return children.list ?? Array.from({ length: children.length }, (_, i) => childAt(children, i));
}

/** Each that there is, once. */
export function differentOf({ list, first, second }: Children): readonly Node[] {
  return list ? [...new Set(list)] : [first, second];
}

export function sameChildren(a: Children, b: Children): boolean {
  if (a.length !== b.length || a.first !== b.first || a.second !== b.second) return false;
  if (a.list === b.list) return true;
  return a.list !== undefined && b.list !== undefined && a.list.every((child, i) => child === b.list![i]);
}
