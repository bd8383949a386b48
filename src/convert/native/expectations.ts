import type { Node } from 'yaml';
import type { Allowance, Expectation, Party } from '../../definition/model.js';
import type { Followed } from '../followed.js';
import { commented, compact, mapping, oneOrMore, scalar, sequence } from '../yaml.js';
import type { CommentFinder } from './comments.js';
import type { Names } from './names.js';
import { allowTexts } from './traffic.js';

/** What is expected, about hosts, groups and lists as they are called now. */
export function expectationsNode(followed: Followed, names: Names, comments: CommentFinder): Node {
  const called = newNames(followed, names);
  return sequence(
    (followed.definition.expectations ?? []).map((one) =>
      commented(expectationNode(one, called), comments.at(one.span)),
    ),
  );
}

function expectationNode({ from, to, port, allowed, description }: Expectation, called: NewNames) {
  const parties = (some: readonly Party[]) => oneOrMore(some.map((party) => partyText(party, called)));
  return compact(
    mapping([
      ['from', parties(from)],
      ['to', parties(to)],
      ['port', oneOrMore(port.flatMap(portTexts))],
      ['allowed', scalar(allowed)],
      ...(description === '' ? [] : [['description', scalar(description)] as const]),
    ]),
  );
}

const portTexts = (allowance: Allowance): readonly string[] =>
  allowance.kind === 'service' ? [allowance.reference] : allowTexts(allowance.traffic);

type NewNames = Readonly<Record<'host' | 'group' | 'list', ReadonlyMap<string, string>>>;

/** By ids, which exports have beside names. */
function newNames({ definition }: Followed, { groups, lists, hosts }: Names): NewNames {
  return {
    host: new Map(definition.hosts.map((one) => [one.id, hosts.get(one) ?? one.id])),
    group: new Map([...groups].map(([one, name]) => [one.id, name])),
    list: new Map([...lists].map(([one, name]) => [one.id, name])),
  };
}

function partyText(party: Party, called: NewNames): string {
  if ('text' in party) return party.text;
  const { kind, reference } = party;
  if (kind !== 'name') return `${kind}:${called[kind].get(reference) ?? reference}`;
  return called.host.get(reference) ?? called.group.get(reference) ?? reference;
}
