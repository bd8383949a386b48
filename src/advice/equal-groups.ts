import type { Report } from '../diagnostics/diagnostic.js';
import type { Subject } from './merged.js';
import { groupsOfSameMeaning } from './same-meaning.js';

/** No two groups mean the same. */
export function equalGroups(subject: Subject, report: Report): void {
  for (const [first, ...others] of groupsOfSameMeaning(subject)) {
    for (const { group } of others) {
      const related = [{ message: 'this group is equivalent', span: first!.group.span }];
      const details = { suggestion: 'keep one, and let the interfaces of both carry it', related };
      report('equal-groups', group.span, { name: group.name, other: first!.group.name }, details);
    }
  }
}
