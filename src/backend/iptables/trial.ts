import { familyPrograms } from '../../target/iptables/programs.js';
import { renderTemplate } from '../../target/templates.js';
import type { ShellTrial } from '../shell-trial.js';
import { markOf, SLOTS } from './slots.js';
import { stagedOf } from './staged.js';

/** Nothing else is in a slot where `secgroup apply` has not confirmed anything. */
const SLOT = SLOTS[0]!;

/** The machine puts the number in its place that it gives to the rules. */
const PLACE = 999_999_999;

/** The same steps as those of `xtablesSwitching`, but what stays is what the script itself loads. */
export function xtablesTrial(target: 'iptables' | 'ipset'): ShellTrial {
  return {
    staged(script) {
      const { sets, rules } = stagedOf(script, target, SLOT, PLACE, []);
      return ['# sets', sets, '# ipv6', rules.ipv6, '# ipv4', rules.ipv4, ''].join('\n');
    },
    functions: (kind = undefined) =>
      renderTemplate('iptables/trial.njk', {
        ipv6: familyPrograms('ip6tables', kind ?? 'default'),
        ipv4: familyPrograms('iptables', kind ?? 'default'),
        sets: target === 'ipset',
        mark: markOf(SLOT, PLACE),
        place: markOf(SLOT, 0).slice(0, -1),
      }),
  };
}
