import type { XtablesKind } from '../target.js';

/** The chains of one host and the sets they look into, as plain data. Every text is one word, made by this program. */
export interface IptablesProgram {
  readonly target: 'iptables' | 'ipset';
  readonly xtables: Xtables;
  /** Built-in chains that jump to a chain here; the others are left alone. */
  readonly hooks: readonly HookName[];
  readonly ipv4: readonly Chain[];
  readonly ipv6: readonly Chain[];
  /** Chains of the raw tables, which packets pass before connection tracking. None at all: those tables are left alone. */
  readonly early: { readonly ipv4: readonly Chain[]; readonly ipv6: readonly Chain[] };
  /** Of both families. Always empty for plain iptables. */
  readonly sets: readonly HashSet[];
}

/** Which of two installed kinds of iptables to call; `default` is what the system calls `iptables`. */
export type Xtables = 'default' | XtablesKind;

export type HookName = 'INPUT' | 'OUTPUT' | 'FORWARD' | 'PREROUTING';

export interface Chain {
  readonly name: string;
  /** What the chain is for, for people; may be empty. */
  readonly comment: string;
  /** A packet that no rule decides goes back to the calling chain. */
  readonly rules: readonly Rule[];
}

export interface Rule {
  /** Every one must hold. No match at all: every packet. */
  readonly matches: readonly Match[];
  readonly target: Target;
  /** Why the rule is there, for people; may be empty. */
  readonly comment: string;
}

/** Which address of a packet is the peer's. */
export type Side = 'source' | 'destination';

export type Match =
  | { readonly kind: 'device'; readonly direction: 'in' | 'out'; readonly device: string }
  | { readonly kind: 'address'; readonly side: Side; readonly prefix: string }
  /** With ports, the set holds addresses together with destination ports. */
  | { readonly kind: 'set'; readonly side: Side; readonly ports?: true; readonly set: string }
  /** Never 0, which iptables takes for "any"; nor one that ip6tables looks behind. */
  | { readonly kind: 'protocol'; readonly protocol: number }
  | { readonly kind: 'other-protocol'; readonly protocol: number }
  /** IPv4 packets of protocol 0. */
  | { readonly kind: 'protocol-zero' }
  /** IPv6 packets with an authentication header, which `-p 51` does not find. */
  | { readonly kind: 'authentication-header' }
  | { readonly kind: 'port'; readonly side: Side; readonly first: number; readonly last: number }
  /** An attempt to open a TCP connection: SYN without ACK, FIN and RST. Goes with the protocol TCP. */
  | { readonly kind: 'attempt' }
  /** The destination is one of the host's own addresses; neither broadcast nor multicast. */
  | { readonly kind: 'to-host' }
  /** An IPv4 destination that is for everybody on a link, or a multicast group. */
  | { readonly kind: 'to-many' }
  /** Without a code, any code. Never type 255, which iptables takes for "any type". */
  | { readonly kind: 'icmp-type'; readonly type: number; readonly code?: number }
  | { readonly kind: 'icmpv6-type'; readonly type: number; readonly code?: number }
  /** IPv4 ICMP whose type × 256 + code lies between the two. */
  | { readonly kind: 'icmp-cells'; readonly first: number; readonly last: number }
  | { readonly kind: 'hop-limit'; readonly hopLimit: number }
  | { readonly kind: 'state'; readonly states: readonly ConnectionState[] }
  | { readonly kind: 'limit'; readonly rate: number; readonly burst: number };

export type ConnectionState = 'NEW' | 'INVALID' | 'ESTABLISHED' | 'RELATED' | 'UNTRACKED';

export type Target =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  /** On to the next rule. */
  | { readonly kind: 'none' }
  /** Back to the calling chain. */
  | { readonly kind: 'return' }
  /** To the log of the kernel, or to a group of nflog. */
  | { readonly kind: 'log'; readonly prefix: string; readonly nflog: number | undefined }
  /** Drops the packet and tells its sender: by a TCP reset, or by an ICMP error of the family. A reset goes with the protocol TCP. */
  | { readonly kind: 'reject'; readonly with: 'tcp-reset' | 'icmp-admin-prohibited' | 'icmp6-adm-prohibited' }
  /** What the chain does not decide comes back to the next rule. */
  | { readonly kind: 'jump'; readonly chain: string }
  /** What the chain does not decide goes back to the caller of the chain that the rule stands in. */
  | { readonly kind: 'goto'; readonly chain: string };

export const accept: Target = { kind: 'accept' };
export const drop: Target = { kind: 'drop' };

/** An ipset. */
export interface HashSet {
  readonly name: string;
  /**
   * `hash:ip` holds single addresses, `hash:net` prefixes; both find one of a million as fast as one of ten. The others hold
   * each together with a protocol and port.
   */
  readonly type: 'hash:ip' | 'hash:net' | 'hash:ip,port' | 'hash:net,port';
  readonly family: 'inet' | 'inet6';
  /** Buckets to begin with, a power of two. */
  readonly hashsize: number;
  /** The most elements the set can ever hold. */
  readonly maxelem: number;
  /** Never empty. */
  readonly parts: readonly SetPart[];
  readonly comment: string;
}

/** Elements of a set, and what they are for; the comment may be empty. */
export interface SetPart {
  /** Disjoint, ascending, never empty. */
  readonly elements: readonly string[];
  readonly comment: string;
}
