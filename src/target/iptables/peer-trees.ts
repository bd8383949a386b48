import type { Point } from '../../address/intervals.js';
import { SetMap } from '../../address/set-map.js';
import { prefixesOf } from '../../address/space.js';
import { addressTree } from './address-tree.js';
import { chainName, PREFIX } from './names.js';
import type { PeerUse } from './peer-use.js';
import type { Chain } from './program.js';
import type { TreeShapes } from './tree.js';

/** Long lists of peers of one family as trees of chains; equal lists share one, whatever they are for. */
export class PeerTrees {
  readonly #shapes: TreeShapes;
  readonly #known = new Map<string, SetMap<Point, string>>();

  constructor(shapes: TreeShapes) {
    this.#shapes = shapes;
  }

  /** The chain to go to, and what is new. `root` and `stem` name new chains, which go so many levels deep. */
  chainFor<P extends Point>(
    { space, peers, side }: PeerUse<P>,
    root: string,
    stem: string,
    levels: number,
  ): { readonly chain: string; readonly chains: readonly Chain[] } {
    const key = `${levels} ${side} ${space.family}`;
    const alike = this.#known.get(key) ?? new SetMap<Point, string>();
    this.#known.set(key, alike);
    const known = alike.get(peers);
    if (known !== undefined) return { chain: known, chains: [] };
    const names = {
      root: chainName(PREFIX + root),
      below: (path: string) => chainName(`${PREFIX}${stem}${path}`),
    };
    alike.add(peers, names.root);
    const prefixes = prefixesOf(space, peers);
    const shape = this.#shapes.addresses(prefixes.length);
    return { chain: names.root, chains: addressTree(space, side, prefixes, names, shape, levels) };
  }
}
