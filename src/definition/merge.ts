import type { Report } from '../diagnostics/diagnostic.js';
import type { Defaults, Definition, Named } from './model.js';

/** One definition of several; what is defined twice is an error that shows both places. */
export function mergeDefinitions(parts: readonly Definition[], report: Report): Definition {
  const merged = {
    groups: parts.flatMap(({ groups }) => groups),
    prefixLists: parts.flatMap(({ prefixLists }) => prefixLists),
    services: parts.flatMap(({ services }) => services),
    hosts: parts.flatMap(({ hosts }) => hosts),
    expectations: parts.flatMap(({ expectations = [] }) => expectations),
    defaults: mergeDefaults(parts, report),
  };
  reportDuplicates('group', merged.groups, report);
  reportDuplicates('prefix list', merged.prefixLists, report);
  reportDuplicates('service', merged.services, report);
  reportDuplicates('host', merged.hosts, report);
  return merged;
}

/** Two sets of defaults would need an order between files, and there is none. */
function mergeDefaults(parts: readonly Definition[], report: Report): Defaults | undefined {
  const [first, ...more] = parts.map(({ defaults }) => defaults).filter((one) => one !== undefined);
  for (const { span } of more) {
    const related = [{ message: 'first defined here', span: first!.span }];
    report('duplicate', span, { kind: 'section', name: 'defaults' }, { related });
  }
  return first;
}

/** Names that differ only in case are one name (fact 22). */
function reportDuplicates(kind: string, nodes: readonly Named[], report: Report): void {
  const first = new Map<string, Named>();
  for (const node of nodes) {
    const key = node.id.toLowerCase();
    const earlier = first.get(key);
    if (!earlier) first.set(key, node);
    else {
      const related = [{ message: 'first defined here', span: earlier.span }];
      report('duplicate', node.span, { kind, name: node.id }, { related });
    }
  }
}
