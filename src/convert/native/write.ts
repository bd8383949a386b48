import type { Node } from 'yaml';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Followed } from '../followed.js';
import { compact, mapping, oneOrMore, print, spaced, texts } from '../yaml.js';
import { groupsNode } from './groups.js';
import { hostsNode, settingEntries } from './hosts.js';
import { type Names, nativeNames } from './names.js';
import { addressTexts } from './peers.js';
import { servicesOf, trafficOf } from './rules.js';
import { allowTexts } from './traffic.js';

/** The definition in the native language, as YAML. */
export function writeNative(followed: Followed, report: Report): string {
  const { definition } = followed;
  const names = nativeNames(followed, report);
  const groups = groupsNode(followed, names, report);
  const sections: readonly (readonly [key: string, value: Node, count: number])[] = [
    ['prefixLists', listsNode(followed, names), definition.prefixLists.length],
    ['services', servicesNode(followed), definition.services.length],
    ['groups', spaced(groups), groups.items.length],
    [
      'defaults',
      compact(mapping(settingEntries(definition.defaults?.settings ?? {}))),
      definition.defaults ? 1 : 0,
    ],
    ['hosts', hostsNode(followed, names), definition.hosts.length],
  ];
  return print(
    spaced(mapping(sections.filter(([, , count]) => count > 0).map(([key, value]) => [key, value]))),
  );
}

function listsNode({ definition }: Followed, { lists }: Names): Node {
  return mapping(
    definition.prefixLists.map((list) => [lists.get(list)!, texts(addressTexts(list.addresses))]),
  );
}

function servicesNode(followed: Followed): Node {
  return mapping(
    followed.definition.services.map(({ name, allow }) => [
      name,
      oneOrMore([...allowTexts(trafficOf(allow)), ...servicesOf(allow, followed)]),
    ]),
  );
}
