import type { Group, Host, Named, PrefixList } from '../../definition/model.js';
import { hostNameFault, nameFault } from '../../definition/names.js';
import type { Followed } from '../followed.js';

/** What everything is called in the native language, where a name is unique without regard to case. */
export interface Names {
  readonly groups: ReadonlyMap<Group, string>;
  readonly lists: ReadonlyMap<PrefixList, string>;
  readonly hosts: ReadonlyMap<Host, string>;
}

export function nativeNames({ groups, definition }: Followed): Names {
  return {
    groups: namesOf(groups.nodes, isGroupName, 'group'),
    lists: namesOf(definition.prefixLists, isName, 'list'),
    hosts: namesOf(definition.hosts, isHostName, 'host'),
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

/** A node keeps its name where only it has that name; else the id is added, or stands alone, or a number tells them apart. */
function namesOf<N extends Named>(
  nodes: readonly N[],
  isValid: (name: string) => boolean,
  kind: string,
): ReadonlyMap<N, string> {
  const wanted = new Map<string, number>();
  for (const { name } of nodes) wanted.set(name.toLowerCase(), (wanted.get(name.toLowerCase()) ?? 0) + 1);
  const taken = new Set<string>();
  const names = new Map<N, string>();
  const alone = (node: N) => node.id === node.name || wanted.get(node.name.toLowerCase()) === 1;
  for (const node of [...nodes].sort((a, b) => Number(alone(b)) - Number(alone(a)))) {
    const { id, name } = node;
    const candidates = [
      ...(alone(node) ? [name] : []),
      `${name} (${id})`,
      `${name}-${id}`,
      id,
      `${kind}-${id}`,
    ];
    names.set(node, firstFree(candidates, kind, isValid, taken));
  }
  return names;
}

function firstFree(
  candidates: readonly string[],
  kind: string,
  isValid: (name: string) => boolean,
  taken: Set<string>,
): string {
  let name = candidates.find((one) => isValid(one) && !taken.has(one.toLowerCase()));
  for (let n = 1; name === undefined; n++) {
    const numbered = `${kind}-${n}`;
    if (!taken.has(numbered) && isValid(numbered)) name = numbered;
  }
  taken.add(name.toLowerCase());
  return name;
}
