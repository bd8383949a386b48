import type { AddressSet } from '../address/address-set.js';
import type { Family } from '../address/space.js';
import type { Direction, Expectation, Host, Interface, Settings } from '../definition/model.js';
import type { Related } from '../diagnostics/diagnostic.js';
import type { InterfacePolicy } from '../policy/model.js';
import type { AllowIndex } from '../ruleset/allow-index.js';
import type { Traffic } from '../traffic/traffic.js';

/** Whether an expectation holds, found out for all of its addresses and ports. */
export interface ExpectationResult {
  readonly expectation: Expectation;
  readonly holds: boolean;
  /** How much of it the rules let pass. */
  readonly passes: 'all' | 'some' | 'nothing';
  /** Where it does not hold: a packet that the rules treat otherwise. */
  readonly exception?: Exception;
  /**
   * A packet that passes although the expectation, which holds, is that none does: the baseline admits it, but not whatever its
   * source port or hop limit is, of which an expectation says nothing.
   */
  readonly aside?: Exception;
  /** Who sends, whoever is outside first; never empty. */
  readonly from: readonly End[];
  /** Whom it is for, whoever is outside first; never empty. */
  readonly to: readonly End[];
  /** Never empty. */
  readonly port: readonly Traffic[];
}

/** One packet, and what the rules do with it. */
export interface Exception {
  readonly from: Place;
  readonly to: Place;
  readonly family: Family;
  /** 0 to 255 */
  readonly protocol: number;
  /** The destination port of TCP and UDP, type × 256 + code of ICMP (of ICMPv6 in IPv6); 0 for other protocols. */
  readonly cell: number;
  /** Whether it passes. */
  readonly allowed: boolean;
  /** In words: "ingress rule 2 of group 'web' allows it". */
  readonly because: string;
  /** The rules that `because` names. */
  readonly related: readonly Related[];
}

/** An address, and who has it. */
export interface Place {
  /** The host's id; absent outside. */
  readonly host?: string;
  /** The interface's id; absent outside. */
  readonly interface?: string;
  readonly address: string;
}

/** Addresses that one interface has, or that no interface of the definition has. */
export interface End {
  /** Absent: the outside, which filters nothing. */
  readonly owner?: Owner;
  /** Never empty. */
  readonly addresses: AddressSet;
}

export interface Owner {
  readonly host: Host;
  readonly iface: Interface;
  readonly policy: InterfacePolicy;
  /** What its rules allow; one object for all interfaces whose rules are the same. */
  readonly allows: Readonly<Record<Direction, AllowIndex>>;
  readonly settings: Settings;
}
