import type { Node } from 'yaml';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Source } from '../../diagnostics/source.js';
import type { Followed } from '../followed.js';
import { commentedMapping, compact, mapping, oneOrMore, print, spaced, texts } from '../yaml.js';
import { commentsAt, titleOf } from './comments.js';
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
  const written = sections.filter(([, , count]) => count > 0);
  const [source, another] = sourcesOf(followed);
  const only = another ? undefined : source;
  const entries = written.map(
    ([key, value]) => [key, value, only ? commentsAt({ source: only, path: [key] }) : {}] as const,
  );
  return print(spaced(commentedMapping(entries)), only ? titleOf(only) : '');
}

function sourcesOf({ definition: { groups, prefixLists, services, hosts } }: Followed): readonly Source[] {
  const spans = [groups, prefixLists, services, hosts].flatMap((nodes) => nodes.map(({ span }) => span));
  return [...new Set(spans.map(({ source }) => source))];
}

function listsNode({ definition }: Followed, { lists }: Names): Node {
  return commentedMapping(
    definition.prefixLists.map((list) => [
      lists.get(list)!,
      texts(addressTexts(list.addresses)),
      commentsAt(list.span),
    ]),
  );
}

function servicesNode(followed: Followed): Node {
  return commentedMapping(
    followed.definition.services.map(({ name, allow, span }) => [
      name,
      oneOrMore([...allowTexts(trafficOf(allow)), ...servicesOf(allow, followed)]),
      commentsAt(span),
    ]),
  );
}
