import { SIZES } from '../address/ipv4-bytes.js';
import type { AddressRange } from '../address/parse.js';
import { below, type Span } from '../diagnostics/source.js';
import type { Traffic } from '../traffic/traffic.js';
import type { Allowance, Direction, Peer, Rule } from './model.js';

/** A list that rules are written in. */
export interface RuleList {
  readonly direction: Direction;
  readonly span: Span;
  /** The key of its elements under which their prefixes are listed. */
  readonly key: string;
}

/** What one rule of a list says. */
export interface PrefixRuleFields {
  readonly list: RuleList;
  /** The places of the element in the list and of the prefix in the element, from 0. */
  readonly element: number;
  readonly place: number;
  /** Never more than one traffic, without a place of its own. */
  readonly allow: readonly Allowance[];
  /** The first address as 32 bits of either sign, which V8 holds without an object, and the prefix's length. */
  readonly address: number;
  readonly length: number;
  readonly description: string;
  readonly number?: number;
}

/**
 * A rule for one IPv4 prefix. There may be a hundred thousand of them, so nothing is held but what tells them apart, and what a rule
 * has besides is made when it is asked for. A copy of its fields alone is no rule: see `reviveRules` and `numberedRule`.
 */
export class PrefixRule implements Rule, PrefixRuleFields {
  readonly list: RuleList;
  readonly element: number;
  readonly place: number;
  readonly allow: readonly Allowance[];
  readonly address: number;
  readonly length: number;
  readonly description: string;
  readonly number?: number;

  constructor(fields: PrefixRuleFields) {
    this.list = fields.list;
    this.element = fields.element;
    this.place = fields.place;
    this.allow = fields.allow;
    this.address = fields.address;
    this.length = fields.length;
    this.description = fields.description;
    if (fields.number !== undefined) this.number = fields.number;
  }

  get direction(): Direction {
    return this.list.direction;
  }

  get traffic(): readonly Traffic[] {
    const [only] = this.allow;
    return only?.kind === 'traffic' ? only.traffic : [];
  }

  get range(): AddressRange {
    const start = this.address >>> 0;
    return { family: 'ipv4', start, end: start + SIZES[this.length]!, hostBits: false };
  }

  get peers(): readonly Peer[] {
    return [{ kind: 'addresses', range: this.range, span: this.span }];
  }

  get span(): Span {
    return below(below(this.list.span, this.element), this.list.key, this.place);
  }
}

/** The same rule under a number. */
export function numberedRule(rule: Rule, number: number): Rule {
  return rule instanceof PrefixRule ? new PrefixRule({ ...rule, number }) : { ...rule, number };
}

/** Makes rules of what was copied from another thread, which has lost its methods. The list stays the same object. */
export function reviveRules(copied: readonly Rule[]): void {
  const rules = copied as Rule[];
  for (const [i, rule] of rules.entries())
    if ('list' in rule) rules[i] = new PrefixRule(rule as unknown as PrefixRuleFields);
}
