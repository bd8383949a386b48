import { type AddressSet, addressSet } from '../../address/address-set.js';
import { everythingOut } from '../../definition/everything-out.js';
import type { Direction, Group, Rule } from '../../definition/model.js';
import { nameFault } from '../../definition/names.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { below, onKey, type Span } from '../../diagnostics/source.js';
import { spanAt } from '../../document/document.js';
import { worldIn } from '../shared/world-members.js';
import { readAllow } from './allow.js';
import { type Reading, readAddress, readOwnAddress } from './context.js';
import { checkFamilies } from './families.js';
import { readPeers } from './native-peers.js';
import type { KnownNames } from './peer-meant.js';
import type { NativeDefinition, NativeRule } from './schema.js';

export function readGroups(groups: NativeDefinition['groups'], reading: Reading): readonly Group[] {
  return Object.entries(groups ?? {}).map(([name, group]) => {
    const body = spanAt(reading.document, 'groups', name);
    const span = onKey(body);
    checkGroupName(name, span, reading);
    const { description = '', tags = {}, ingress = [], egress, members = [] } = group ?? {};
    return {
      id: name,
      name,
      span,
      description,
      tags: readTags(tags),
      ingress: ingress.map((rule, i) => readRule('ingress', rule, below(body, 'ingress', i), reading)),
      egress: egress
        ? egress.map((rule, i) => readRule('egress', rule, below(body, 'egress', i), reading))
        : [everythingOut(['ipv4', 'ipv6'], span)],
      members: readMembers(members, below(body, 'members'), reading),
    };
  });
}

function checkGroupName(name: string, span: Span, { report }: Reading): void {
  const problem =
    nameFault(name) ?? (name.startsWith('sg-') ? 'names in sg-… are ids of AWS groups' : undefined);
  if (problem !== undefined) report('invalid-name', span, { kind: 'group', name, problem });
}

export function readTags(
  tags: Readonly<Record<string, string | number | boolean>>,
): ReadonlyMap<string, string> {
  return new Map(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}

/** The addresses, prefixes and ranges of a list. */
export function readAddresses(texts: readonly string[], span: Span, { report }: Reading): AddressSet {
  return readEach(texts, span, report, readAddress);
}

/** The same of addresses that somebody has. */
export function readOwnAddresses(texts: readonly string[], span: Span, { report }: Reading): AddressSet {
  return readEach(texts, span, report, readOwnAddress);
}

function readEach(
  texts: readonly string[],
  span: Span,
  report: Report,
  read: typeof readAddress,
): AddressSet {
  const ranges = texts.map((text, i) => read(text, below(span, i), report));
  return addressSet(ranges.filter((range) => range !== undefined));
}

function readMembers(texts: readonly string[], span: Span, reading: Reading): AddressSet {
  const members = readOwnAddresses(texts, span, reading);
  const families = worldIn(members);
  if (families !== undefined) reading.report('everybody-is-member', span, { whose: 'this group', families });
  return members;
}

function readRule(direction: Direction, rule: NativeRule, span: Span, { document, report }: Reading): Rule {
  const key = direction === 'ingress' ? 'from' : 'to';
  const allow = readAllow(rule.allow, below(span, 'allow'), report);
  const peers = readPeers(key, rule[key]!, below(span, key), document.value as KnownNames, report);
  checkFamilies(allow, peers, report);
  return { direction, allow, peers, description: rule.description ?? '', span };
}
