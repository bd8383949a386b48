import type { PrefixList } from '../../definition/model.js';
import { evaluateProperties } from './properties.js';
import type { Resource } from './resources.js';
import type { Template } from './template.js';

/** What the rules of a template can refer to. */
export interface Known {
  /** Logical ids of the groups that are made. */
  readonly groups: ReadonlySet<string>;
  /** The same by what the template calls them, in lower case (fact 22); several where the name is not unique. */
  readonly groupsByName: ReadonlyMap<string, readonly string[]>;
  /** By logical id. */
  readonly lists: ReadonlyMap<string, PrefixList>;
}

export function collectKnown(
  template: Template,
  groups: readonly Resource[],
  lists: readonly PrefixList[],
): Known {
  const groupsByName = new Map<string, string[]>();
  for (const { id, properties } of groups) {
    // What is wrong with a name is told where its group is read.
    const named = properties && evaluateProperties(template, properties, ['GroupName'], () => {});
    const name = named?.item.peek('GroupName')?.toLowerCase();
    if (name === undefined) continue;
    const same = groupsByName.get(name);
    if (same) same.push(id);
    else groupsByName.set(name, [id]);
  }
  const ids = groups.map(({ id }) => id);
  return { groups: new Set(ids), groupsByName, lists: new Map(lists.map((list) => [list.id, list])) };
}
