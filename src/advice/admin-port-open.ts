import { isWorld } from '../address/world.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { relatedRules } from './contributors.js';
import type { Subject } from './merged.js';
import { openServices } from './open-services.js';
import { administration } from './watched-services.js';
import { companiesOf } from './who.js';
import { familiesInWords, inWords } from './words.js';

/** Nobody administers a machine from everywhere: ssh, rdp and winrm are not open to the world. */
export function adminPortOpen(subject: Subject, report: Report): void {
  for (const { who, groups } of companiesOf(subject)) {
    for (const { words, families, rules } of openServices(groups, administration, isWorld)) {
      const [rule, ...others] = rules;
      const parameters = { who, services: inWords(words), families: familiesInWords(families) };
      const suggestion = 'allow it from your own networks, or from the group of a bastion host';
      report('admin-port-open', rule?.span, parameters, {
        suggestion,
        ...relatedRules(others, 'this rule opens it too'),
      });
    }
  }
}
