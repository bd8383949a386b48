/**
 * How long runs of rules become trees of chains. A node carves part after part off its list, one rule for each that goes to
 * a chain below, until a short run is left, which it holds itself: halves are the fewest rules on the longest way.
 */
export interface TreeShape {
  /** As many rules as a chain ends in; up to twice as many need no tree. */
  readonly run: number;
}

/** The shapes of all trees of a script. */
export interface TreeShapes {
  /** The shape for ports. Their chains are few beside those of addresses, so their runs are always short. */
  readonly ports: TreeShape;
  /** The shape for as many prefixes. */
  readonly addresses: (prefixes: number) => TreeShape;
}

/**
 * A rule behind the last one is in the cache already and one of another chain often is not, so the ends of large trees are
 * long runs: with 16 of legacy and 64 of nft a refused packet takes less time than with 4 and 8, though it passes more
 * rules (test/bench). And iptables-restore of nft takes time with the square of the number of chains.
 */
export function treeShapes(xtables: 'legacy' | 'nft' | undefined, run: number | undefined): TreeShapes {
  const [least, most] = run === undefined ? (xtables === 'legacy' ? [4, 16] : [8, 64]) : [run, run];
  return {
    ports: { run: Math.min(least, 4) },
    addresses: (prefixes) => ({ run: Math.min(most, Math.max(least, Math.floor(prefixes / 8))) }),
  };
}

/**
 * How deep trees may go. The kernel refuses tables of nft that are deeper than 16 chains: the built-in chain, ours, the
 * interface's and the protocol's, then these, and the root of the addresses.
 */
export const PORT_LEVELS = 3;
export const ADDRESS_LEVELS = 8;

export function needsTree(count: number, { run }: TreeShape): boolean {
  return count > 2 * run;
}

/** How many of `count` to carve off: half, or fewer where halves would need more levels than there are. */
export function partOf(count: number, levels: number, { run }: TreeShape): number {
  const branches = Math.max(2, (count / run) ** (1 / levels));
  return Math.max(1, Math.floor(count / branches));
}
