/** What a kernel holds, as the programs of a backend print it. */
export interface Listing {
  readonly text: string;
  /** What the text does not show as it is, in words. It cannot be proven then. */
  readonly misleading?: readonly string[];
  /** What the text cannot show, in words: other firewalls of the kernel. */
  readonly others: readonly string[];
  /** When it was made, in seconds since 1970 by the clock of the machine; where rules depend on it. */
  readonly time?: number;
  /** Of iptables over nft: `nft -j list ruleset`, which tells whether iptables-save has shown all. */
  readonly nft?: string;
}
