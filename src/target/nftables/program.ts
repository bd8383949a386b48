/** The objects of one nftables table, as plain data. Every text in it is one token of nft, made by this program. */
export interface NftProgram {
  readonly sets: readonly NftSet[];
  readonly chains: readonly NftChain[];
}

export interface NftSet {
  readonly name: string;
  readonly type: 'ipv4_addr' | 'ipv6_addr';
  /** Prefixes and ranges need an interval set; single addresses live in a hash set, which grows at no cost. */
  readonly interval: boolean;
  /** Elements that the kernel makes room for, at least as many as there are; absent: it grows as it must. */
  readonly size?: number;
  /** Disjoint, ascending, never empty. */
  readonly elements: readonly string[];
}

export interface NftChain {
  readonly name: string;
  /** Where the kernel calls the chain; absent for chains that only other chains call. */
  readonly hook?: 'prerouting' | 'input' | 'forward' | 'output';
  /** What the chain is for, for people; may be empty. */
  readonly comment: string;
  /** No rule at all: every packet goes back to the calling chain. */
  readonly rules: readonly NftRule[];
}

export interface NftRule {
  /** All must hold. No match at all: every packet. */
  readonly matches: readonly NftMatch[];
  readonly action: NftAction;
  readonly counter: boolean;
  /** For people; may be empty. */
  readonly comment: string;
}

export type NftMatch =
  | { readonly kind: 'values'; readonly field: NftField; readonly values: readonly string[] }
  /** The field has none of the values. */
  | { readonly kind: 'other'; readonly field: NftField; readonly values: readonly string[] }
  /** With a mask, what the set holds are networks of that length. */
  | { readonly kind: 'set'; readonly field: NftField; readonly mask?: string; readonly set: string }
  /** An attempt to open a TCP connection: SYN without ACK, FIN and RST. */
  | { readonly kind: 'attempt' }
  /** The destination is one of the host's own addresses; neither broadcast nor multicast. */
  | { readonly kind: 'to-host' }
  /** An IPv4 destination that is for everybody on a link, or a multicast group. */
  | { readonly kind: 'to-many' };

export type NftField =
  | 'iifname'
  | 'oifname'
  | 'meta nfproto'
  | 'meta l4proto'
  | 'ct state'
  | 'ip saddr'
  | 'ip daddr'
  | 'ip6 saddr'
  | 'ip6 daddr'
  | 'ip6 nexthdr'
  | 'ip6 hoplimit'
  | 'tcp dport'
  | 'udp sport'
  | 'udp dport'
  | 'th dport'
  | 'icmp type'
  | 'icmp code'
  | 'icmpv6 type'
  | 'icmpv6 code';

export type NftAction =
  | NftVerdict
  | { readonly kind: 'map'; readonly fields: readonly NftField[]; readonly entries: readonly NftMapEntry[] }
  | { readonly kind: 'log'; readonly prefix: string; readonly rate: number; readonly burst: number }
  /** Only counts. */
  | { readonly kind: 'none' };

export type NftVerdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'goto'; readonly chain: string }
  | { readonly kind: 'jump'; readonly chain: string };

export interface NftMapEntry {
  readonly key: string;
  readonly verdict: NftVerdict;
  readonly comment: string;
}

export const accept: NftVerdict = { kind: 'accept' };
export const drop: NftVerdict = { kind: 'drop' };

/** What happens to the packets of a cell. */
export interface CellVerdict {
  readonly verdict: NftVerdict;
  readonly comment: string;
}

export function keyRange(first: number, last: number): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** A device's name as a quoted string, which has no escapes in nft: only names that need none may come here. */
export function deviceToken(device: string): string {
  if (!/^[A-Za-z0-9._-]{1,15}$/.test(device)) throw new Error(`'${device}' is no device name`);
  return `"${device}"`;
}

/** A comparison of values needs at least one: without any it would match everything. */
export function valuesMatch(field: NftField, values: readonly string[]): NftMatch {
  if (values.length === 0) throw new Error(`a match on ${field} lost its values`);
  return { kind: 'values', field, values };
}
