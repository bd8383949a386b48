import type { IntervalSet } from '../address/intervals.js';
import type { Family } from '../address/space.js';

/**
 * What a script loads into the kernel, as plain data: the form that every reader makes and every proof starts from. It has
 * no sets and no names of sets left in it; a rule holds the values themselves.
 */
export interface Firewall {
  /** The chains that the kernel calls. A hook without any lets everything through. */
  readonly bases: readonly BaseChain[];
  /** Every chain that rules can name, by the name that their actions hold. Readers make it unique over tables and families. */
  readonly chains: ReadonlyMap<string, Chain>;
}

export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

export interface BaseChain {
  readonly hook: Hook;
  /** Packets of other families do not see the chain. */
  readonly families: readonly Family[];
  /** As a number: lower comes first. A drop in any base chain is final, an accept ends that chain alone. */
  readonly priority: number;
  /** What happens to packets that reach the end, or return from it. */
  readonly policy: 'accept' | 'drop';
  /** Where the policy stands in the script, from 1. */
  readonly line: number;
  readonly chain: Chain;
}

export interface Chain {
  /** As people know it. */
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** First to last. A packet that reaches the end goes back to the calling chain. */
  readonly rules: readonly Rule[];
}

export interface Rule {
  /** Where the rule begins in the script, from 1. */
  readonly line: number;
  /** All must hold. None at all: every packet. */
  readonly conditions: readonly Condition[];
  readonly action: Action;
}

/**
 * What a condition looks at. Ports and ICMP share `cell`: the destination port, or type × 256 + code; `tcpFlags` is the byte
 * of flags. Fields that only some packets have say nothing about the others: a reader adds the condition on `protocol` or
 * `family` that the kernel's own match implies.
 */
export type NumberField =
  | 'state'
  | 'family'
  | 'protocol'
  | 'nextHeader'
  | 'tcpFlags'
  | 'hopLimit'
  | 'destinationType'
  | 'source4'
  | 'destination4'
  | 'sourcePort'
  | 'cell';

export type WideField = 'source6' | 'destination6';

export type DeviceField = 'inDevice' | 'outDevice';

export type Field = NumberField | WideField | DeviceField;

/** Values of `state`; a packet has exactly one. */
export const states = ['new', 'established', 'related', 'invalid', 'untracked'] as const;
export type State = (typeof states)[number];

/** Values of `family`. */
export const families = ['ipv4', 'ipv6'] as const;

/** Values of `destinationType`, as the routing table (`fib daddr type`) calls an address. */
export const destinationTypes = [
  'unspec',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
] as const;

/** The values of one field. An empty set matches nothing, and so its negation matches everything. */
export type FieldValues =
  | { readonly field: NumberField; readonly set: IntervalSet<number> }
  | { readonly field: WideField; readonly set: IntervalSet<bigint> }
  /** Names of devices; one that ends in `*` means all that begin with what stands before it. */
  | { readonly field: DeviceField; readonly names: readonly string[] };

export type Condition =
  | { readonly kind: 'values'; readonly values: FieldValues; readonly negated: boolean }
  /** A concatenation: the packet has all the values of one of the tuples. */
  | { readonly kind: 'tuples'; readonly tuples: readonly Tuple[]; readonly negated: boolean }
  /** May hold or not, such as a rate limit: whatever depends on it is not known, but that of an answer may be given or not. */
  | { readonly kind: 'uncertain' };

/** A box: all must hold. */
export type Tuple = readonly FieldValues[];

export type Action =
  | Verdict
  /** The verdict of the entry that the packet falls into; in none, it goes on. Entries are disjoint where verdicts differ. */
  | { readonly kind: 'map'; readonly entries: readonly MapEntry[] };

export interface MapEntry {
  readonly key: Tuple;
  readonly verdict: Verdict;
  readonly line: number;
}

export type Verdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  /** Drops the packet, of TCP, and resets the connection. */
  | { readonly kind: 'reset' }
  /** Drops the packet, and tells its sender by an ICMP error that an administrator wants it so. */
  | { readonly kind: 'prohibit' }
  /** On to the next rule: what counting and logging do. */
  | { readonly kind: 'continue' }
  /** Back to the calling chain; in a base chain, on to its policy. */
  | { readonly kind: 'return' }
  /** What `chain` does; a packet that reaches its end, or returns from it, goes on behind this rule. */
  | { readonly kind: 'jump'; readonly chain: string }
  /** What `chain` does; a packet that reaches its end, or returns from it, returns from this chain too. */
  | { readonly kind: 'goto'; readonly chain: string };

/** What becomes of a packet in the end: `reset` and `prohibit` drop it too. */
export type Fate = Extract<Verdict['kind'], 'accept' | 'drop' | 'reset' | 'prohibit'>;

/** Whether it drops packets and tells their senders. */
export function isAnswer({ kind }: Action): boolean {
  return kind === 'reset' || kind === 'prohibit';
}

/**
 * Whether answers that a rule limits are given yet. A packet beyond the limit goes on to the next rule, so a firewall has to be right in
 * both cases.
 */
export type Answers = 'given' | 'spent';

/** Whether some of its answers are limited: beyond the limit packets go on to the next rule. */
export function limitsAnswers({ bases, chains }: Firewall): boolean {
  const all = [...bases.map(({ chain }) => chain), ...chains.values()];
  return all.some(({ rules }) =>
    rules.some(
      ({ action, conditions }) => isAnswer(action) && conditions.some(({ kind }) => kind === 'uncertain'),
    ),
  );
}
