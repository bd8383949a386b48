import type { Group, Rule } from '../definition/model.js';
import type { Origin } from './model.js';

/** Where an allow comes from; `index` is the rule's place in its group and direction, from 0. */
export function originOf(group: Group, rule: Rule, index: number): Origin {
  return { group, rule, number: numberOf(rule, index) };
}

export function numberOf(rule: Rule, index: number): number {
  return rule.number ?? index + 1;
}
