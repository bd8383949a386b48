/** The kinds of script that can be written. `ipset` is iptables with ipset. */
export const targets = ['nftables', 'iptables', 'ipset'] as const;

export type Target = (typeof targets)[number];

/** Two kinds of iptables that may be installed side by side. Where none is named, it is what the system calls `iptables`. */
export const xtablesKinds = ['legacy', 'nft'] as const;

export type XtablesKind = (typeof xtablesKinds)[number];

/** What a program consists of, and what it costs. */
export interface ProgramStats {
  readonly chains: number;
  readonly sets: number;
  readonly elements: number;
  /** Rules and map entries together. */
  readonly rules: number;
  /** Rules, maps and sets that one packet of a new connection is held against, at the most. */
  readonly worstCaseLookups: number;
}
