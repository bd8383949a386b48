import type { Report } from '../diagnostics/diagnostic.js';
import { relatedRules } from './contributors.js';
import type { Subject } from './merged.js';
import { openServices } from './open-services.js';
import { isBeyondPrivate } from './private.js';
import { plainTextServices } from './watched-services.js';
import { familiesInWords, inWords } from './words.js';

/** What travels unprotected stays home: ftp, telnet, smb and nfs are not open beyond private networks. */
export function plainTextServiceOpen({ groups }: Subject, report: Report): void {
  for (const merged of groups) {
    for (const { services, words, families, rules } of openServices(
      [merged],
      plainTextServices,
      isBeyondPrivate,
    )) {
      const [rule, ...others] = rules;
      const parameters = {
        who: `group '${merged.group.name}'`,
        services: inWords(words),
        families: familiesInWords(families),
      };
      const instead = services.map((service) => service.instead).filter((text) => text !== undefined);
      const suggestion = `use ${inWords(instead)}, or allow private networks only`;
      report('plain-text-service-open', rule?.span, parameters, {
        suggestion,
        ...relatedRules(others, 'this rule opens it too'),
      });
    }
  }
}
