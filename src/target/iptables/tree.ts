/**
 * How long runs of rules become trees of chains. A node carves part after part off its list, one rule for each that goes to
 * a chain below, until a short run is left, which it holds itself: halves are the fewest rules on the longest way.
 */
export interface TreeShape {
  /** As many rules as a chain ends in; up to twice as many need no tree. */
  readonly run: number;
}

/** iptables-restore of nft takes time with the square of the number of chains, so it gets fewer, with longer runs. */
export function defaultRun(xtables: 'legacy' | 'nft' | undefined): number {
  return xtables === 'legacy' ? 4 : 8;
}

/** Chains of ports are few beside those of addresses, so their runs are always short. */
export function portShape({ run }: TreeShape): TreeShape {
  return { run: Math.min(run, 4) };
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
  const ways = Math.max(2, (count / run) ** (1 / levels));
  return Math.max(1, Math.floor(count / ways));
}
