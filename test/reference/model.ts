/**
 * The native language as plain data, exactly as it stands in a YAML file, and a packet. Nothing here or beside it imports
 * from src/: two programs that share code also share its mistakes.
 */
export type Family = 'ipv4' | 'ipv6';
export type Direction = 'ingress' | 'egress';
export type OneOrMore = string | readonly string[];

export interface Scenario {
  /** Reproduces the scenario: `generate(seed)`. */
  readonly seed: number;
  readonly definition: Definition;
}

export interface Definition {
  readonly prefixLists?: Readonly<Record<string, readonly string[]>>;
  readonly services?: Readonly<Record<string, readonly string[]>>;
  readonly groups: Readonly<Record<string, Group>>;
  readonly hosts: Readonly<Record<string, Host>>;
}

export interface Group {
  readonly members?: readonly string[];
  /** Left out: nothing may enter. */
  readonly ingress?: readonly Rule[];
  /** Left out: everything may leave. Empty: nothing may leave. */
  readonly egress?: readonly Rule[];
}

/** `from` in ingress, `to` in egress. */
export interface Rule {
  readonly allow: OneOrMore;
  readonly from?: OneOrMore;
  readonly to?: OneOrMore;
}

export interface Interface {
  readonly addresses: readonly string[];
  /** Left out: the group `default`, unless the interface is trusted. */
  readonly groups?: readonly string[];
  /** Accepts everything and carries no group. */
  readonly trusted?: boolean;
}

export interface Settings {
  readonly loopback: boolean;
  readonly established: boolean;
  readonly related: boolean;
  readonly invalid: 'drop' | 'ignore';
  readonly input: 'drop' | 'ignore';
  readonly output: 'drop' | 'ignore';
  readonly forward: 'drop' | 'ignore';
  /** Changes nothing that is allowed. */
  readonly refuse: 'drop' | 'reject';
  readonly baseline: boolean | Partial<Baseline>;
  /** Changes nothing that is allowed. */
  readonly earlyDrop: boolean;
  readonly counters: boolean;
  readonly log:
    | boolean
    | { readonly prefix: string; readonly rate: number; readonly burst: number; readonly nflog?: number };
}

export interface Baseline {
  readonly neighbourDiscovery: boolean;
  readonly multicastListener: boolean;
  readonly dhcpv4: boolean;
  readonly dhcpv6: boolean;
  readonly cloud: boolean;
}

export interface Host extends Partial<Settings> {
  readonly interfaces: Readonly<Record<string, Interface>>;
}

/** What a packet carries, without its addresses. */
export interface Load {
  readonly family: Family;
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  /** Left out: an ordinary one, neither 1 nor 255. */
  readonly hopLimit?: number;
}

/** The first packet of its flow; a TCP one is a SYN. */
export interface ProbePacket extends Load {
  readonly direction: Direction;
  readonly device: string;
  readonly source: string;
  readonly destination: string;
}

/** The host under test. */
export const DUT = 'dut';

export function listOf(value: OneOrMore | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
