import { noAddresses } from '../../address/address-set.js';
import { everythingOut } from '../../definition/everything-out.js';
import type { Direction, Group, Rule } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/similar-names.js';
import { below, onKey } from '../../diagnostics/source.js';
import { readGroupName } from '../shared/names.js';
import { isDefaultTaken, type TakenDefaults } from './default-egress.js';
import type { Known } from './known.js';
import { evaluateProperties, freeText, listAt, objectOf } from './properties.js';
import type { Resource } from './resources.js';
import { ruleKeys } from './rule-keys.js';
import type { StandaloneRules } from './standalone-rules.js';
import { readTags } from './tags.js';
import type { Template } from './template.js';
import { readRule, reportUnknownKeys } from './template-rules.js';
import type { FieldsValue } from './value.js';

/** The rules of groups that are resources of their own, and what those take away. */
export interface Beside {
  readonly rules: StandaloneRules;
  readonly taken: TakenDefaults;
}

/** A security group with the rules that stand in it and those that are resources of their own. */
export function readGroup(
  template: Template,
  { id, properties, span }: Resource,
  { rules, taken }: Beside,
  known: Known,
  report: Report,
): Group {
  const more = rules.get(id) ?? { ingress: [], egress: [] };
  const understood = properties !== undefined && areKnown(properties, report);
  const keepsDefault = () => understood && !isDefaultTaken(taken, id, onKey(span), report);
  const inline = (direction: Direction): readonly Rule[] =>
    properties === undefined
      ? []
      : readInline(template, { id, properties, keepsDefault }, direction, known, report);
  return {
    id,
    ...describe(template, id, properties, report),
    ingress: [...inline('ingress'), ...more.ingress],
    egress: [...inline('egress'), ...more.egress],
    members: noAddresses,
    span: onKey(span),
  };
}

function describe(
  template: Template,
  id: string,
  properties: FieldsValue | undefined,
  report: Report,
): Pick<Group, 'name' | 'description' | 'tags'> {
  if (properties === undefined) return { name: id, description: '', tags: new Map() };
  const own = evaluateProperties(template, properties, ['GroupName', 'GroupDescription'], report);
  return {
    name: freeText(own, 'GroupName') === '' ? id : readGroupName(own.item, id),
    description: freeText(own, 'GroupDescription'),
    tags: readTags(template, properties, report),
  };
}

const groupKeys: readonly string[] = [
  ...['GroupName', 'GroupDescription', 'VpcId', 'Tags', 'SecurityGroupIngress', 'SecurityGroupEgress'],
];

/** Whether all properties are known: a misspelt list of egress rules would let everything out. */
function areKnown({ fields, span }: FieldsValue, report: Report): boolean {
  const unknown = Object.keys(fields).filter((key) => !groupKeys.includes(key));
  for (const key of unknown) {
    const problem = `'${key}' is not a known property of a security group; ignored`;
    report('ignored-value', onKey(below(span, key)), { problem }, { suggestion: didYouMean(key, groupKeys) });
  }
  return unknown.length === 0;
}

interface Inline {
  readonly id: string;
  readonly properties: FieldsValue;
  /** Whether everything may leave if no list says what may. */
  readonly keepsDefault: () => boolean;
}

const inlineKeys = { ingress: 'SecurityGroupIngress', egress: 'SecurityGroupEgress' } as const;

/**
 * Nothing may enter or leave by a list that is empty or not known; by no list at all, everything may leave (fact 32), unless
 * there are egress rules that stand alone (fact 35).
 */
function readInline(
  template: Template,
  { id: name, properties, keepsDefault }: Inline,
  direction: Direction,
  known: Known,
  report: Report,
): readonly Rule[] {
  const key = inlineKeys[direction];
  const list = listAt(template, properties, key, report);
  const place = below(properties.span, key);
  if (list.kind === 'absent')
    return direction === 'egress' && keepsDefault() ? [everythingOut(['ipv4', 'ipv6'], properties.span)] : [];
  if (list.kind === 'unknown') return [];
  if (direction === 'egress' && list.items.length === 0) {
    const problem = "CloudFormation may take an empty 'SecurityGroupEgress' for none; here nothing may leave";
    const suggestion = 'leave the key out to let everything out';
    report('conflicting-rules', onKey(place), { name, problem }, { suggestion });
  }
  return list.items.flatMap((item) => {
    const rule = objectOf(item, key, report);
    if (rule === undefined) return [];
    reportUnknownKeys(rule, ruleKeys[direction], report);
    return readRule(template, rule, direction, known, report) ?? [];
  });
}
