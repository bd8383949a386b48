import type { Direction, Rule } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { type FoundGroup, groupById, groupByName } from './group-references.js';
import type { Known } from './known.js';
import { evaluateProperties } from './properties.js';
import type { Resource } from './resources.js';
import { ruleKeys, targetKeys } from './rule-keys.js';
import type { Template } from './template.js';
import { readRule, reportUnknownKeys } from './template-rules.js';
import type { FieldsValue } from './value.js';

/** Rules that are resources of their own, by the logical id of the group that they belong to. */
export type StandaloneRules = ReadonlyMap<string, { readonly [D in Direction]: readonly Rule[] }>;

export function readStandaloneRules(
  template: Template,
  resources: readonly Resource[],
  known: Known,
  report: Report,
): StandaloneRules {
  const rules = new Map<string, { readonly [D in Direction]: Rule[] }>();
  for (const { type, properties } of resources) {
    const direction = directionOf(type);
    if (direction === undefined || properties === undefined) continue;
    reportUnknownKeys(properties, [...targetKeys[direction], ...ruleKeys[direction]], report);
    const rule = readRule(template, properties, direction, known, report);
    const group = targetOf(template, properties, direction, known, report);
    if (rule === undefined || group?.id === undefined) continue;
    const own = rules.get(group.id) ?? { ingress: [], egress: [] };
    own[direction].push(rule);
    rules.set(group.id, own);
  }
  return rules;
}

function directionOf(type: Resource['type']): Direction | undefined {
  if (type === 'AWS::EC2::SecurityGroupIngress') return 'ingress';
  return type === 'AWS::EC2::SecurityGroupEgress' ? 'egress' : undefined;
}

/** The group that the rule belongs to; one that the template does not have gets no rule from it. */
function targetOf(
  template: Template,
  properties: FieldsValue,
  direction: Direction,
  known: Known,
  report: Report,
): FoundGroup | undefined {
  const { values } = evaluateProperties(template, properties, targetKeys[direction], report);
  const byId = values.get('GroupId');
  if (byId) return groupById(byId, known, report);
  const byName = values.get('GroupName');
  if (byName) return groupByName(byName, known, report);
  report('wrong-type', properties.span, { problem: "'GroupId' is missing" });
  return undefined;
}
