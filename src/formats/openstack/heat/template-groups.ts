import { everythingOut } from '../../../definition/everything-out.js';
import type { Group, Rule } from '../../../definition/model.js';
import { bareGroup } from '../../shared/bare-groups.js';
import { Item, isFields } from '../../shared/item.js';
import { isSettled, isUnknown, reasonIn } from '../../shared/unknown.js';
import type { Known } from '../known.js';
import { isStateless, withRules } from '../listed-groups.js';
import { readRule } from '../listed-rules.js';
import { inlineRule, isWritten, standaloneRule } from './heat-rules.js';
import { areKnown, groupProperties } from './property-names.js';
import { groupIdOf, type Names } from './references.js';
import type { Resource } from './template.js';

export const GROUP_TYPE = 'OS::Neutron::SecurityGroup';
const RULE_TYPE = 'OS::Neutron::SecurityGroupRule';

/** The resources of one template, and what names in it can lead to. */
export interface Stack {
  readonly resources: readonly Resource[];
  readonly names: Names;
}

/** The groups that templates make, with the rules that stand in them and beside them, also in another template. */
export function readTemplateGroups(stacks: readonly Stack[], known: Known): readonly Group[] {
  const beside = new Map<string, Item[]>();
  for (const stack of stacks) addStandaloneRules(stack, beside);
  return stacks.flatMap(({ resources, names }) =>
    resources
      .filter(({ type }) => type === GROUP_TYPE)
      .map((resource) => readGroup(resource, beside.get(resource.id) ?? [], names, known)),
  );
}

/** Adds the rules of a template that stand alone to those of the groups that they are of. */
function addStandaloneRules({ resources, names }: Stack, found: Map<string, Item[]>): void {
  for (const resource of resources.filter(({ type }) => type === RULE_TYPE)) {
    const { properties } = resource;
    const place = properties.at('security_group');
    const group = groupIdOf(properties.fields.security_group, place, properties, names);
    const rule = standaloneRule(resource, names);
    if (group === undefined || rule === undefined) continue;
    if (!names.made.has(group)) {
      properties.report('matches-nothing', place, { problem: 'its group is not created by a template' });
      continue;
    }
    const others = found.get(group);
    if (others) others.push(rule);
    else found.set(group, [rule]);
  }
}

function readGroup({ id, properties }: Resource, beside: readonly Item[], names: Names, known: Known): Group {
  const { rules, hasEgress } = readInline(properties, id, names, known);
  const group = {
    ...bareGroup(id, properties.span),
    name: textOr(properties, 'name', id),
    description: textOr(properties, 'description', ''),
  };
  const stateless = [properties, extraOf(properties)].find((one) => one && isStateless(one));
  if (stateless) {
    stateless.report('stateless-group', stateless.at('stateful'), { name: group.name });
    return group;
  }
  const { span } = properties;
  const implied = hasEgress ? [] : [everythingOut(['ipv4'], span), everythingOut(['ipv6'], span)];
  return withRules(group, [...rules, ...implied, ...beside.flatMap((rule) => readRule(rule, known) ?? [])]);
}

interface Inline {
  readonly rules: readonly Rule[];
  /** Whether one of the rules is for egress, or may be: it takes the place of both rules that let everything out. */
  readonly hasEgress: boolean;
}

/** Fact 26: one egress rule removes the rules of both families that let everything out. */
function readInline(properties: Item, id: string, names: Names, known: Known): Inline {
  const written = properties.fields.rules;
  const understood = areKnown(properties, groupProperties);
  if (written === undefined) return { rules: [], hasEgress: !understood };
  if (isUnknown(written)) {
    isSettled(written, `the list of rules of '${id}'`, properties.at('rules'), properties.report);
    return { rules: [], hasEgress: true };
  }
  const list = Array.isArray(written) ? written : [];
  const rules = properties.items('rules').filter(({ fields }) => !isUnknown(fields));
  reportUnknownRules(properties, list);
  return {
    rules: rules.flatMap((rule) => {
      const item = inlineRule(rule, id, names);
      return (item && readRule(withoutUnknown(item), known)) ?? [];
    }),
    hasEgress: !understood || !Array.isArray(written) || list.some(mayBeEgress),
  };
}

function reportUnknownRules(properties: Item, list: readonly unknown[]): void {
  for (const rule of list.filter(isUnknown))
    isSettled(rule, 'a rule', properties.at('rules'), properties.report);
}

function mayBeEgress(rule: unknown): boolean {
  if (!isFields(rule) || isUnknown(rule) || !isWritten(rule)) return true;
  return rule.direction !== undefined && rule.direction !== 'ingress';
}

/** A description is no condition. */
function withoutUnknown(rule: Item): Item {
  if (reasonIn(rule.fields.description) === undefined) return rule;
  const { description: _, ...fields } = rule.fields;
  return new Item(fields, rule.span, rule.report);
}

function textOr(properties: Item, key: string, otherwise: string): string {
  return reasonIn(properties.fields[key]) ? otherwise : properties.text(key) || otherwise;
}

/** What is handed on to the API as it is may say as much as a property. */
function extraOf(properties: Item): Item | undefined {
  return isFields(properties.fields.value_specs) ? properties.item('value_specs') : undefined;
}
