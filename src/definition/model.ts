import type { AddressSet } from '../address/address-set.js';
import type { AddressRange } from '../address/parse.js';
import type { Family } from '../address/space.js';
import type { Span } from '../diagnostics/source.js';
import type { Traffic } from '../traffic/traffic.js';

/** What the user wrote, whatever the format: names not yet followed, every node with its place. */
export interface Definition {
  readonly groups: readonly Group[];
  readonly prefixLists: readonly PrefixList[];
  readonly services: readonly Service[];
  readonly hosts: readonly Host[];
  /** What its writer expects the rules to do; no script depends on it. Absent or empty: nothing. */
  readonly expectations?: readonly Expectation[];
  /** Settings of every host that does not set them itself. Absent: none are changed. */
  readonly defaults?: Defaults | undefined;
}

export interface Defaults {
  readonly settings: HostSettings;
  readonly span: Span;
}

/** A thing that references can name: by its id, or by its name where only one has it. */
export interface Named {
  /** Unique in the definition: the name in the native language, `sg-…`, `pl-…`, `i-…`, `eni-…` in AWS. */
  readonly id: string;
  /** What people call it; the same as `id` in the native language, not unique in AWS. */
  readonly name: string;
  readonly span: Span;
}

export interface Described {
  /** Free text; shown, and never able to change a script. Empty when there is none. */
  readonly description: string;
  readonly tags: ReadonlyMap<string, string>;
}

export interface Group extends Named, Described {
  /** Rules are a union without order. An empty list lets nothing in. */
  readonly ingress: readonly Rule[];
  /** An empty list lets nothing out; where the format means "everything" by leaving it out, readers write that rule. */
  readonly egress: readonly Rule[];
  /** Addresses that belong to the group without being an interface of the definition. */
  readonly members: AddressSet;
}

export type Direction = 'ingress' | 'egress';

export interface Rule {
  readonly direction: Direction;
  /** Union of what is allowed; never empty. */
  readonly allow: readonly Allowance[];
  /** Union of who is allowed; an empty list matches nothing. */
  readonly peers: readonly Peer[];
  readonly description: string;
  /** Not written by the user but meant by the format, such as "everything may leave". */
  readonly implied?: boolean;
  /** Written, but no more than every new group has: everything may leave (fact 3). */
  readonly byDefault?: boolean;
  /** By which people know it, from 1, in its group and direction. Absent: its place there. */
  readonly number?: number;
  readonly span: Span;
}

export type Allowance =
  /** Without a place of its own it stands where its rule does. */
  | { readonly kind: 'traffic'; readonly traffic: readonly Traffic[]; readonly span?: Span }
  | { readonly kind: 'service'; readonly reference: string; readonly span: Span };

/** What somebody wrote by itself. */
export type PlacedAllowance = Allowance & { readonly span: Span };

export type Peer =
  | { readonly kind: 'anywhere'; readonly families: readonly Family[]; readonly span: Span }
  | { readonly kind: 'addresses'; readonly range: AddressRange; readonly span: Span }
  | ({ readonly kind: 'group'; readonly reference: string; readonly span: Span } & OfFamilies)
  | { readonly kind: 'self'; readonly span: Span }
  | ({ readonly kind: 'list'; readonly reference: string; readonly span: Span } & OfFamilies)
  | { readonly kind: 'my-ip'; readonly span: Span }
  /** Known to match nothing here, such as a group of another account; the reader has said why. */
  | { readonly kind: 'absent'; readonly label: string; readonly span: Span };

/** Packets that must all pass, or of which none may pass, by the rules of those that the definition knows among both ends. */
export interface Expectation {
  /** Union of who sends them; never empty. */
  readonly from: readonly Party[];
  /** Union of whom they are for; never empty. */
  readonly to: readonly Party[];
  /** Union of what they are; never empty. */
  readonly port: readonly PlacedAllowance[];
  readonly allowed: boolean;
  readonly description: string;
  readonly span: Span;
}

/** One end of an expectation. */
export type Party =
  /** Every address, those of hosts too. */
  | {
      readonly kind: 'anywhere';
      readonly families: readonly Family[];
      readonly text: string;
      readonly span: Span;
    }
  /** Every address that no interface of the definition has. */
  | {
      readonly kind: 'outside';
      readonly families: readonly Family[];
      readonly text: string;
      readonly span: Span;
    }
  | {
      readonly kind: 'addresses';
      readonly range: AddressRange;
      /** As written. */
      readonly text: string;
      readonly span: Span;
    }
  /** A host by its name, or one interface of it: `web-1`, `web-1/eth0`. */
  | { readonly kind: 'host'; readonly reference: string; readonly span: Span }
  /** Who carries the group, and its `members`. */
  | { readonly kind: 'group'; readonly reference: string; readonly span: Span }
  | { readonly kind: 'list'; readonly reference: string; readonly span: Span }
  /** Without a prefix: a host, an interface or a group. */
  | { readonly kind: 'name'; readonly reference: string; readonly span: Span };

interface OfFamilies {
  /** Of which families the addresses count, where the format says so for each rule. Absent: both. */
  readonly families?: readonly Family[];
}

export interface PrefixList extends Named {
  /** No address at all matches nothing. */
  readonly addresses: AddressSet;
  /** What the list may grow to, where the cloud says; it is what counts against quotas (fact 21). */
  readonly maxEntries?: number;
}

export interface Service extends Named {
  readonly allow: readonly Allowance[];
}

export interface Host extends Named, Described {
  readonly interfaces: readonly Interface[];
  readonly settings: HostSettings;
  /** Where SSH leads to it, as `[USER@]ADDRESS` or a URI; no script depends on it. Absent: that is not known. */
  readonly ssh?: string;
  /** Whether the host was read from a cloud, which never filters its own services (fact 20). */
  readonly cloud: boolean;
}

export interface Interface extends Named {
  /** Device name on the host; absent where the format has none: then its own addresses tell its packets. */
  readonly device?: string;
  readonly addresses: AddressSet;
  /** References to groups; empty means the group `default`. */
  readonly groups: readonly GroupReference[];
  /** Accepts everything: a container bridge, say. */
  readonly trusted: boolean;
}

export interface GroupReference {
  readonly reference: string;
  readonly span: Span;
}

/** What a host lets through beside its groups' rules. What is absent takes the default of `defaultSettings`. */
export type HostSettings = Partial<Omit<Settings, 'baseline'>> & { readonly baseline?: Partial<Baseline> };

export interface Settings {
  /** Accept everything on the loopback device. */
  readonly loopback: boolean;
  /** Accept packets of tracked flows, so that replies pass (fact 16). */
  readonly established: boolean;
  /** Accept what belongs to a tracked flow without being part of it: ICMP errors, path MTU (fact 18). */
  readonly related: boolean;
  /** Drop packets that connection tracking calls invalid before anything else, or leave them to the rules. */
  readonly invalid: 'drop' | 'ignore';
  /** `ignore` leaves the hook alone: no chain, no policy. */
  readonly input: 'drop' | 'ignore';
  readonly output: 'drop' | 'ignore';
  readonly forward: 'drop' | 'ignore';
  /** What whoever begins a flow that no rule allows is told: nothing, or a TCP reset or ICMP error (facts 46 and 47). */
  readonly refuse: 'drop' | 'reject';
  readonly baseline: Baseline;
  /** Addresses of the resolvers of the host's own network (fact 37), which `baseline.cloud` admits too. */
  readonly resolvers: readonly string[];
  /** Drop before connection tracking what no rule and no known flow can let in; it changes nothing that is allowed. */
  readonly earlyDrop: boolean;
  /** Count packets and bytes of every entry. */
  readonly counters: boolean;
  /** Log what is dropped, so many a second. */
  readonly log: DropLog | false;
  /** What becomes of a known flow that no rule allows any more after a change on the running host: it ends, or goes on. */
  readonly revoke: 'end' | 'keep';
  /**
   * References to groups whose ingress rules hold on every interface where the host's own rules cannot be loaded at boot. Undefined: SSH
   * from whom the host's rules let it in. Empty: nothing.
   */
  readonly rescue: readonly string[] | undefined;
}

export const defaultSettings: Settings = {
  loopback: true,
  established: true,
  related: true,
  invalid: 'drop',
  input: 'drop',
  output: 'drop',
  forward: 'drop',
  refuse: 'drop',
  baseline: { neighbourDiscovery: true, multicastListener: true, dhcpv4: true, dhcpv6: true, cloud: false },
  resolvers: [],
  earlyDrop: false,
  counters: false,
  log: false,
  revoke: 'end',
  rescue: undefined,
};

/** What clouds never filter (fact 20), and a host has to admit. */
export interface Baseline {
  /** ICMPv6 133–136 with hop limit 255. */
  readonly neighbourDiscovery: boolean;
  /** ICMPv6 130–132 and 143 with hop limit 1. */
  readonly multicastListener: boolean;
  readonly dhcpv4: boolean;
  readonly dhcpv6: boolean;
  /** The cloud's resolver, metadata and time services; left out, it is on for hosts read from a cloud. */
  readonly cloud: boolean;
}

export interface DropLog {
  /** At most 29 printable characters (the limit of iptables), no quote, no backslash, no dollar sign (a variable of nft). */
  readonly prefix: string;
  /** Messages a second, 1 to 10000. */
  readonly rate: number;
  /** Messages at once before the rate applies, 1 to 10000. */
  readonly burst: number;
  /** Group of nflog that packets are handed to, 0 to 65535. Left out: the log of the kernel has a line of each. */
  readonly nflog?: number | undefined;
}
