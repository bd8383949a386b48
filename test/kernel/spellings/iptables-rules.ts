import type { Random } from '../../reference/random.js';
import { type Grammar, mostly, oneOf, textOf } from './grammar.js';
import { match } from './iptables/match.js';
import { target } from './iptables/target.js';
import type { Family } from './iptables/values.js';

const blank: Grammar = mostly(' ', oneOf('  ', '\t', '\r', '\v', '\u00a0', '', ' \\ ', ' # ', '\\\n'), 60);

/** What stands behind `-A CHAIN `. A set of the case is called `SECG-s` and its number, a chain that it can call `SECG-t`. */
export function iptablesRule(random: Random, family: Family, index: number): string {
  const matches = random.times(random.pick([0, 1, 1, 1, 2, 2, 3]), () => match(family, index)(random));
  const parts = [...matches, target(index)(random)].filter((part) => part !== '');
  const ordered = random.chance(0.1) ? random.shuffle(parts) : parts;
  return ordered.join(textOf(blank, random));
}
