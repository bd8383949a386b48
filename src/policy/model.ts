import type { AddressSet } from '../address/address-set.js';
import type { Group, Rule, Settings } from '../definition/model.js';
import type { Traffic } from '../traffic/traffic.js';
import type { NamedSets } from './named-sets.js';

/** Groups resolved for one host: names gone, peers are addresses. */
export interface Policy {
  readonly host: PolicyHost;
  readonly settings: Settings;
  readonly interfaces: readonly InterfacePolicy[];
  /** Of the definition: the same for each of its hosts. */
  readonly namedSets: NamedSets;
}

export interface PolicyHost {
  readonly id: string;
  readonly name: string;
}

export interface InterfacePolicy {
  readonly id: string;
  readonly match: InterfaceMatch;
  /** Accepts everything; `ingress` and `egress` are then empty. */
  readonly trusted: boolean;
  /** What its groups' rules allow, one by one and not yet merged. Empty: nothing may enter. */
  readonly ingress: readonly Allow[];
  readonly egress: readonly Allow[];
  /** The groups it carries, by id. */
  readonly groups: readonly string[];
}

/** How a packet is known to belong to an interface. */
export type InterfaceMatch =
  | { readonly kind: 'device'; readonly device: string }
  /** By the interface's own addresses; none at all matches no packet. */
  | { readonly kind: 'addresses'; readonly addresses: AddressSet };

/** One traffic interval from or to one set of addresses, and the rule that says so. */
export interface Allow {
  readonly traffic: Traffic;
  /** Of both families, whatever the protocol; merging narrows them (fact 10). Empty matches nothing. */
  readonly peers: AddressSet;
  readonly origin: Origin;
}

export interface Origin {
  readonly group: Group;
  readonly rule: Rule;
  /** By which people know the rule, from 1, in its group and direction. */
  readonly number: number;
}
