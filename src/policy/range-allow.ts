import { type AddressSet, rangeSet } from '../address/address-set.js';
import type { Group, Rule } from '../definition/model.js';
import type { Traffic } from '../traffic/traffic.js';
import { plainRule } from './link.js';
import type { Allow, Origin } from './model.js';
import { numberOf } from './origin.js';

/**
 * What a rule for one range of addresses allows. There may be a hundred thousand of them, so what follows from the rule is made when
 * it is asked for, and nobody holds it.
 */
export class RangeAllow implements Allow, Origin {
  readonly traffic: Traffic;
  readonly group: Group;
  readonly rule: Rule;
  readonly #index: number;

  constructor(traffic: Traffic, group: Group, rule: Rule, index: number) {
    this.traffic = traffic;
    this.group = group;
    this.rule = rule;
    this.#index = index;
  }

  get peers(): AddressSet {
    return rangeSet(plainRule(this.rule)!.range);
  }

  get origin(): Origin {
    return this;
  }

  get number(): number {
    return numberOf(this.rule, this.#index);
  }
}
