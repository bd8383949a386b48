import { type AddressSet, rangeSet } from '../address/address-set.js';
import type { AddressRange } from '../address/parse.js';
import type { Group, Rule } from '../definition/model.js';
import type { Traffic } from '../traffic/traffic.js';
import type { Allow, Origin } from './model.js';
import { originOf } from './origin.js';

/**
 * What a rule for one range of addresses allows. There may be a hundred thousand of them, so what follows from the rule is made when
 * it is asked for, and nobody holds it.
 */
export class RangeAllow implements Allow {
  readonly traffic: Traffic;
  readonly #range: AddressRange;
  readonly #group: Group;
  readonly #rule: Rule;
  readonly #index: number;

  constructor(traffic: Traffic, range: AddressRange, group: Group, rule: Rule, index: number) {
    this.traffic = traffic;
    this.#range = range;
    this.#group = group;
    this.#rule = rule;
    this.#index = index;
  }

  get peers(): AddressSet {
    return rangeSet(this.#range);
  }

  get origin(): Origin {
    return originOf(this.#group, this.#rule, this.#index);
  }
}
