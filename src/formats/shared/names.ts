import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import type { Item } from './item.js';

const MAX_LENGTH = 255;

/**
 * The id at `key`, which has to be there. It becomes part of chain, set and file names, and an argument of commands, so
 * that only what AWS makes ids of is taken.
 */
export function readId(item: Item, key: string, kind: string): string | undefined {
  const id = item.requiredText(key);
  if (id === undefined) return undefined;
  return checkId(id, kind, item.at(key), item.report);
}

/** The same of an id that stands somewhere else than under a key. */
export function checkId(id: string, kind: string, span: Span, report: Report): string | undefined {
  // A dot stands between a template's name and that of its resource.
  if (/^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/.test(id) && id.length <= MAX_LENGTH) return id;
  const problem = 'an id has letters, digits, -, _ and . only, and begins with a letter or digit';
  report('invalid-name', span, { kind, name: id, problem });
  return undefined;
}

/** The group's name; its id where the format has no name for it. */
export function readGroupName(group: Item, id: string, key = 'GroupName'): string {
  const name = group.text(key) ?? '';
  if (name === '') return id;
  if (name.startsWith('sg-') && id.startsWith('sg-') && id !== name)
    return reportIdLike(group, id, name, key);
  const problem = groupNameFault(name);
  if (problem !== undefined) group.report('invalid-name', group.at(key), { kind: 'group', name, problem });
  return name;
}

/** AWS takes no such name, and recordings have it all the same (fact 44): it must not be taken for the id of another group. */
function reportIdLike(group: Item, id: string, name: string, key: string): string {
  const problem = `the name '${name}' looks like an id and is ignored: the group is known by its id`;
  group.report('ignored-value', group.at(key), { problem });
  return id;
}

/** What AWS refuses in the name of a group (fact 22), so that no export can hold it. */
function groupNameFault(name: string): string | undefined {
  if (name.length > MAX_LENGTH) return `it has ${name.length} characters, above the ${MAX_LENGTH} allowed`;
  if (name.startsWith('sg-')) return "a name does not start with 'sg-'";
  const character = /[^a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/u.exec(name)?.[0];
  return character === undefined ? undefined : `'${character}' cannot be part of it`;
}
