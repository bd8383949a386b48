import type { Node, YAMLMap } from 'yaml';
import { hasNoAddress } from '../../address/address-set.js';
import type { Described, Direction, Group } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { builtInDefault } from '../../policy/default-group.js';
import type { Followed } from '../followed.js';
import {
  commented,
  commentedMapping,
  compact,
  type Entry,
  mapping,
  oneOrMore,
  scalar,
  sequence,
  texts,
} from '../yaml.js';
import type { CommentFinder } from './comments.js';
import type { Names } from './names.js';
import { memberTexts } from './peer-texts.js';
import { isEverything, type WrittenRule, writtenRules } from './written-rules.js';

/** Every group of the definition; `default` exists without being written. */
export function groupsNode(
  followed: Followed,
  names: Names,
  comments: CommentFinder,
  report: Report,
): YAMLMap {
  const groups = followed.groups.nodes.filter((group) => group !== builtInDefault);
  return commentedMapping(
    groups.map((group) => [
      names.groups.get(group)!,
      groupNode(group, followed, names, comments, report),
      comments.at(group.span),
    ]),
  );
}

function groupNode(
  group: Group,
  followed: Followed,
  names: Names,
  comments: CommentFinder,
  report: Report,
): Node {
  const ingress = writtenRules(group, 'ingress', followed, names, report);
  const egress = writtenRules(group, 'egress', followed, names, report);
  return mapping([
    ...describedEntries(group),
    ...(hasNoAddress(group.members) ? [] : [['members', texts(memberTexts(group.members))] as const]),
    ['ingress', rulesNode(ingress, 'ingress', comments)],
    ...(isEverything(egress) ? [] : [['egress', rulesNode(egress, 'egress', comments)] as const]),
  ]);
}

/** Description and tags, where there are any. */
export function describedEntries({ description, tags }: Described): readonly Entry[] {
  const tagEntries = Array.from(tags, ([key, value]) => [key, scalar(value)] as const);
  return [
    ...(description === '' ? [] : [['description', scalar(description)] as const]),
    ...(tags.size === 0 ? [] : [['tags', compact(mapping(tagEntries))] as const]),
  ];
}

function rulesNode(rules: readonly WrittenRule[], direction: Direction, comments: CommentFinder): Node {
  if (rules.length === 0) return texts([]);
  return sequence(
    rules.map((rule) => {
      const node = ruleNode(rule, direction);
      return rule.span ? commented(node, comments.at(rule.span)) : node;
    }),
  );
}

function ruleNode({ allow, peers, description }: WrittenRule, direction: Direction): Node {
  return compact(
    mapping([
      ['allow', oneOrMore(allow)],
      [direction === 'ingress' ? 'from' : 'to', oneOrMore(peers)],
      ...(description === '' ? [] : [['description', scalar(description)] as const]),
    ]),
  );
}
