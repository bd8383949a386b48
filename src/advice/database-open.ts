import { isWorld } from '../address/world.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { relatedRules } from './contributors.js';
import type { Subject } from './merged.js';
import { openServices } from './open-services.js';
import { databases } from './watched-services.js';
import { companiesOf } from './who.js';
import { familiesInWords, inWords } from './words.js';

/** Databases and caches serve programs that are known: they are not open to the world. */
export function databaseOpen(subject: Subject, report: Report): void {
  for (const { who, groups } of companiesOf(subject)) {
    for (const { words, families, rules } of openServices(groups, databases, isWorld)) {
      const [rule, ...others] = rules;
      const parameters = { who, services: inWords(words), families: familiesInWords(families) };
      const suggestion = 'allow it from the groups whose programs use it';
      report('database-open', rule?.span, parameters, {
        suggestion,
        ...relatedRules(others, 'this rule opens it too'),
      });
    }
  }
}
