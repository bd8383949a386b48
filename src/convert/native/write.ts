import type { Node } from 'yaml';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Source } from '../../diagnostics/source.js';
import type { Followed } from '../followed.js';
import { commentedMapping, compact, mapping, oneOrMore, print, spaced, texts } from '../yaml.js';
import { CommentFinder } from './comments.js';
import { expectationsNode } from './expectations.js';
import { groupsNode } from './groups-node.js';
import { hostsNode, settingEntries } from './hosts-node.js';
import { type Names, nativeNames } from './names.js';
import { addressTexts } from './peer-texts.js';
import { allowTexts } from './traffic.js';
import { servicesOf, trafficOf } from './written-rules.js';

/** The definition in the native language, as YAML. */
export function writeNative(followed: Followed, report: Report): string {
  const { definition } = followed;
  const names = nativeNames(followed, report);
  const comments = new CommentFinder();
  const groups = groupsNode(followed, names, comments, report);
  const sections: readonly (readonly [key: string, value: Node, count: number])[] = [
    ['prefixLists', listsNode(followed, names, comments), definition.prefixLists.length],
    ['services', servicesNode(followed, comments), definition.services.length],
    ['groups', spaced(groups), groups.items.length],
    [
      'defaults',
      compact(mapping(settingEntries(definition.defaults?.settings ?? {}, followed, names))),
      definition.defaults ? 1 : 0,
    ],
    ['hosts', hostsNode(followed, names, comments), definition.hosts.length],
    ['expect', expectationsNode(followed, names, comments), definition.expectations?.length ?? 0],
  ];
  const written = sections.filter(([, , count]) => count > 0);
  const [source, another] = sourcesOf(followed);
  const only = another ? undefined : source;
  const entries = written.map(
    ([key, value]) => [key, value, only ? comments.at({ source: only, path: [key] }) : {}] as const,
  );
  return print(spaced(commentedMapping(entries)), only ? comments.titleOf(only) : '');
}

function sourcesOf({ definition: { groups, prefixLists, services, hosts } }: Followed): readonly Source[] {
  const spans = [groups, prefixLists, services, hosts].flatMap((nodes) => nodes.map(({ span }) => span));
  return [...new Set(spans.map(({ source }) => source))];
}

function listsNode({ definition }: Followed, { lists }: Names, comments: CommentFinder): Node {
  return commentedMapping(
    definition.prefixLists.map((list) => [
      lists.get(list)!,
      texts(addressTexts(list.addresses)),
      comments.at(list.span),
    ]),
  );
}

function servicesNode(followed: Followed, comments: CommentFinder): Node {
  return commentedMapping(
    followed.definition.services.map(({ name, allow, span }) => [
      name,
      oneOrMore([...allowTexts(trafficOf(allow)), ...servicesOf(allow, followed)]),
      comments.at(span),
    ]),
  );
}
