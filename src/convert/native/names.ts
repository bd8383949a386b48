import type { Group, Host, PrefixList } from '../../definition/model.js';
import { hostNameFault, nameFault } from '../../definition/names.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Followed } from '../followed.js';
import { uniqueNames } from '../names.js';

/** What everything is called in the native language, where a name is unique without regard to case. */
export interface Names {
  readonly groups: ReadonlyMap<Group, string>;
  readonly lists: ReadonlyMap<PrefixList, string>;
  readonly hosts: ReadonlyMap<Host, string>;
}

export function nativeNames({ groups, definition }: Followed, report: Report): Names {
  return {
    groups: uniqueNames(groups.nodes, isGroupName, 'group', report),
    lists: uniqueNames(definition.prefixLists, isName, 'prefix list', report),
    hosts: uniqueNames(definition.hosts, isHostName, 'host', report),
  };
}

/** JavaScript's own name for a prototype is the one name that the native language refuses. */
function isName(name: string): boolean {
  return nameFault(name) === undefined && name !== '__proto__';
}

function isGroupName(name: string): boolean {
  return isName(name) && !name.startsWith('sg-');
}

function isHostName(name: string): boolean {
  return hostNameFault(name) === undefined && name !== '__proto__';
}
