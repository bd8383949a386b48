import type { Family } from '../../address/space.js';
import type { Direction, Group, Host, Interface, PrefixList } from '../../definition/model.js';
import type { Span } from '../../diagnostics/source.js';
import type { Traffic } from '../../traffic/traffic.js';

/** What a cloud does in a way of its own. */
export interface Cloud {
  /** What it is called. */
  readonly title: string;
  /** Whether rules say of each group peer which family of it they mean (fact 24). */
  readonly byFamily: boolean;
  /** Whether its own services pass whatever the rules say (fact 20). */
  readonly ownServices: boolean;
}

/** A definition as clouds have it: rules of one traffic and one peer each (fact 5), lists of one family (fact 15). */
export interface CloudDefinition {
  readonly groups: readonly CloudGroup[];
  readonly lists: readonly CloudList[];
  readonly hosts: readonly CloudHost[];
}

export interface CloudGroup {
  readonly group: Group;
  /** No rule lets nothing in. */
  readonly ingress: readonly CloudRule[];
  /** No rule lets nothing out. */
  readonly egress: readonly CloudRule[];
}

export interface CloudRule {
  readonly direction: Direction;
  /** ICMP is whole, a type, or a type and code. */
  readonly traffic: Traffic;
  readonly peer: CloudPeer;
  /** Of several rules that are one here, all their descriptions. */
  readonly description: string;
  readonly span: Span;
}

export type CloudPeer =
  /** `address/length`, also of a single address. */
  | { readonly kind: 'prefix'; readonly family: Family; readonly prefix: string }
  /** Its members of one family; of both, where none is named. */
  | { readonly kind: 'group'; readonly group: Group; readonly family?: Family }
  | { readonly kind: 'list'; readonly list: CloudList };

export interface CloudList {
  /** The id of the definition's list; for one half of a list of both families, with the family behind it. */
  readonly id: string;
  readonly name: string;
  readonly family: Family;
  /** `address/length`; none at all matches nothing. */
  readonly prefixes: readonly string[];
  /** At least as many as there are prefixes. */
  readonly maxEntries: number;
  /** The list of the definition that it is, or is half of. */
  readonly of: PrefixList;
  readonly span: Span;
}

export interface CloudHost {
  readonly host: Host;
  readonly interfaces: readonly CloudInterface[];
}

export interface CloudInterface {
  readonly iface: Interface;
  /** Never empty: the group `default` stands here like any other. */
  readonly groups: readonly Group[];
  readonly addresses: Readonly<Record<Family, Spelled>>;
}

/** The addresses of an interface in one family. */
export interface Spelled {
  readonly addresses: readonly string[];
  /** `address/length` of what is more than single addresses: delegated prefixes (fact 12). */
  readonly prefixes: readonly string[];
}
