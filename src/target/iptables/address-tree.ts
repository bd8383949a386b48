import type { Point } from '../../address/intervals.js';
import { formatPrefix, type Prefix, type Space } from '../../address/space.js';
import { accept, type Chain, type Rule, type Side, type Target } from './program.js';
import { ADDRESS_LEVELS, partOf, type TreeShape } from './tree.js';

/** Ascending and disjoint. */
type Prefixes<P extends Point> = readonly Prefix<P>[];

/**
 * Chains that accept the prefixes and let everything else come back, the first of them called `root`. `below` names the
 * others, by the positions of the branches that lead there.
 */
export function addressTree<P extends Point>(
  space: Space<P>,
  side: Side,
  prefixes: Prefixes<P>,
  names: { readonly root: string; readonly below: (path: string) => string },
  shape: TreeShape,
  deepest = ADDRESS_LEVELS,
): readonly Chain[] {
  const chains: Chain[] = [];
  const rule = (prefix: Prefix<P>, target: Target): Rule => ({
    matches: [{ kind: 'address', side, prefix: formatPrefix(space, prefix) }],
    target,
    comment: '',
  });
  const grow = (name: string, path: string, list: Prefixes<P>, levels: number): void => {
    const rules: Rule[] = [];
    chains.push({ name, comment: '', rules });
    let rest = list;
    while (rest.length > shape.run && levels > 0) {
      const { prefix, inside, outside } = carve(space, rest, partOf(rest.length, levels, shape));
      rest = outside;
      if (inside.length === 1) rules.push(rule(prefix, accept));
      else {
        const position = path + (rules.length + 1).toString(36);
        const chain = names.below(position);
        rules.push(rule(prefix, { kind: 'goto', chain }));
        grow(chain, position, inside, levels - 1);
      }
    }
    for (const prefix of rest) rules.push(rule(prefix, accept));
  };
  grow(names.root, '', prefixes, deepest);
  return chains;
}

interface Carved<P extends Point> {
  /** Covers all that is inside, and nothing outside. */
  readonly prefix: Prefix<P>;
  readonly inside: Prefixes<P>;
  /** May lie around the prefix: its rule must stand behind the one of the prefix. */
  readonly outside: Prefixes<P>;
}

/** Follows the fuller half of the address space down to about `wanted` prefixes, and never to all. */
function carve<P extends Point>(space: Space<P>, list: Prefixes<P>, wanted: number): Carved<P> {
  let start = space.everything[0]!;
  let length = 0;
  let [low, high] = [0, list.length];
  for (; high - low > 1; length++) {
    const middle = space.plus(start, 2 ** (space.bits - length - 1));
    const cut = firstFrom(list, middle, low, high);
    const fuller = Math.max(cut - low, high - cut);
    const fits = high - low < list.length && (high - low) * fuller <= wanted * wanted;
    if (fits && fuller < high - low) break;
    if (cut - low === fuller) high = cut;
    else [low, start] = [cut, middle];
  }
  const inside = list.slice(low, high);
  return {
    prefix: inside.length === 1 ? inside[0]! : { address: start, length },
    inside,
    outside: [...list.slice(0, low), ...list.slice(high)],
  };
}

/** The position, from `low` to `high`, of the first prefix that does not begin before the address. */
function firstFrom<P extends Point>(list: Prefixes<P>, address: P, low: number, high: number): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (list[middle]!.address < address) from = middle + 1;
    else to = middle;
  }
  return from;
}
