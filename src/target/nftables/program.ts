import type { Family } from '../../address/space.js';
import type { DropLog } from '../../definition/model.js';
import type { NftElements } from './elements.js';

/** The objects of one nftables table, as plain data. Every text in it is one token of nft, made by this program. */
export interface NftProgram {
  readonly chains: readonly NftChain[];
  /** What the rules of the chains count with, each once. Empty: nothing is counted by name. */
  readonly counters: readonly NftCounter[];
}

/** A counter that outlives the rules that it is named in: as long as its table is there, it keeps what it has counted. */
export interface NftCounter {
  readonly name: string;
  /** What it counts, for people; may be empty. */
  readonly comment: string;
}

/** The hooks that a script fills, or takes its chain out of. A base chain is called like its hook. */
export const nftHooks = ['prerouting', 'input', 'forward', 'output'] as const;
export type NftHook = (typeof nftHooks)[number];

/** A chain; `M` is what its rules match on: while a table is made, peers stand in it as they are (`spell.ts` writes them down). */
export interface NftChain<M = NftMatch> {
  readonly name: string;
  /** Where the kernel calls the chain; absent for chains that only other chains call. */
  readonly hook?: NftHook;
  /** What the chain is for, for people; may be empty. */
  readonly comment: string;
  /** No rule at all: every packet goes back to the calling chain. */
  readonly rules: readonly NftRule<M>[];
}

export interface NftRule<M = NftMatch> {
  /** All must hold. No match at all: every packet. */
  readonly matches: readonly M[];
  readonly action: NftAction;
  /** Whether the rule has a counter of its own. */
  readonly counter: boolean;
  /** Counters of the table that count the packets of the rule too. Absent: none. */
  readonly counts?: readonly NftCounter[] | undefined;
  /** For people; may be empty. */
  readonly comment: string;
}

export type NftMatch =
  | { readonly kind: 'values'; readonly field: NftField; readonly values: readonly string[] }
  /** The field has none of the values. */
  | { readonly kind: 'other'; readonly field: NftField; readonly values: readonly string[] }
  | ({ readonly kind: 'lookup'; readonly field: NftField } & NftSet)
  /** The connection's state is one of these. */
  | { readonly kind: 'states'; readonly states: readonly string[] }
  /** An attempt to open a TCP connection: SYN without ACK, FIN and RST. */
  | { readonly kind: 'attempt' }
  /** The destination is one of the host's own addresses; neither broadcast nor multicast. */
  | { readonly kind: 'to-host' }
  /** An IPv4 destination that is for everybody on a link, or a multicast group. */
  | { readonly kind: 'to-many' }
  /** So many packets a second and at once match; others do not. */
  | { readonly kind: 'limit'; readonly rate: number; readonly burst: number };

/** Addresses that are looked up at once: disjoint, ascending, never none. The kernel frees them with the rule that they stand in. */
export interface NftSet extends NftElements {
  /** What an address is masked with before it is looked up: the elements are networks of that length. */
  readonly mask?: string;
}

/** Several sets that hold the peers of a rule between them. Equal peers are one object. */
export interface NftPeers {
  /** What they are called where several rules share them. */
  readonly name: string;
  readonly family: Family;
  /** At least one. */
  readonly sets: readonly NftSet[];
}

export type DraftMatch =
  | NftMatch
  | { readonly kind: 'peers'; readonly field: NftField; readonly peers: NftPeers };
export type DraftRule = NftRule<DraftMatch>;
export type DraftChain = NftChain<DraftMatch>;

export type NftField =
  | 'iifname'
  | 'oifname'
  | 'meta nfproto'
  | 'meta l4proto'
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
  | ({ readonly kind: 'log' } & DropLog)
  /** Drops the packet and tells its sender: by a TCP reset, or by an ICMP error of its family. A reset answers TCP alone. */
  | { readonly kind: 'reject'; readonly with: 'reset' | 'prohibited' }
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
  if (!/^[A-Za-z0-9._-]{1,15}$/.test(device)) throw new Error(`'${device}' is not a device name`);
  return `"${device}"`;
}

/** A map to verdicts needs at least one entry: without any it would decide nothing. */
export function verdictMap(
  fields: readonly NftField[],
  entries: readonly NftMapEntry[],
  matches: readonly NftMatch[] = [],
): NftRule {
  if (entries.length === 0) throw new Error(`a map from ${fields.join(' and ')} lost its entries`);
  return { matches, action: { kind: 'map', fields, entries }, counter: false, comment: '' };
}

/** A comparison of values needs at least one: without any it would match everything. */
export function valuesMatch(field: NftField, values: readonly string[]): NftMatch {
  if (values.length === 0) throw new Error(`a match on ${field} lost its values`);
  return { kind: 'values', field, values };
}
