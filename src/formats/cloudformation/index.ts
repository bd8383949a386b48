import type { Definition } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Document } from '../../document/document.js';
import type { Format } from '../format.js';
import { groupOfNone } from '../shared/bare-groups.js';
import { isFields } from '../shared/item.js';
import { type TakenDefaults, takenDefaults } from './default-egress.js';
import { templateYaml } from './dialect.js';
import { evaluate } from './evaluate.js';
import type { ResourceType } from './kinds.js';
import { collectKnown } from './known.js';
import { pseudoParameters } from './parameters.js';
import { readPrefixList } from './prefix-lists.js';
import { type Resource, readResources } from './resources.js';
import { keepApart, type Stack } from './stacks.js';
import { readStandaloneRules } from './standalone-rules.js';
import { hasNoResources, type Template, templateKeyOf, toTemplate } from './template.js';
import { readGroup } from './template-group.js';
import { readHosts, toHost } from './template-hosts.js';
import { reportUnreadMembers } from './unread-members.js';
import { reportUnreadResources } from './unread-resources.js';

/** Templates of CloudFormation, in JSON or YAML, with the functions that their values are made of. */
export const cloudFormation: Format = {
  title: 'a CloudFormation template',
  dialect: templateYaml,
  keyOf: templateKeyOf,
  isAside: hasNoResources,
  parametersOf: (value) => [...pseudoParameters, ...namesOfParameters(value)],
  read: async (documents, { parameters }, report) => [
    readCloudFormation(documents, parameters ?? new Map(), report),
  ],
};

function namesOfParameters(value: unknown): readonly string[] {
  return isFields(value) && isFields(value.Parameters) ? Object.keys(value.Parameters) : [];
}

/**
 * Reads templates into one definition; each is a stack of its own, whose resources only its own rules can name. Groups, lists
 * and hosts go by their logical ids, and by their template's name too where several have the same. `given` are values of parameters, by name.
 */
export function readCloudFormation(
  documents: readonly Document[],
  given: ReadonlyMap<string, string>,
  report: Report,
): Definition {
  const templates = documents.flatMap((document) => toTemplate(document, given, evaluate, report) ?? []);
  const taken = takenDefaults(templates);
  const stacks = keepApart(
    templates.map((template, i) => readStack(template, taken[i]!, report)),
    report,
  );
  const hosts = stacks.flatMap((stack) => stack.hosts);
  const interfaces = hosts.flatMap((host) => host.interfaces);
  return {
    groups: [
      ...stacks.flatMap((stack) => stack.groups),
      ...groupOfNone('cloudformation', interfaces, report),
    ],
    prefixLists: stacks.flatMap((stack) => stack.prefixLists),
    services: [],
    hosts: hosts.map(toHost),
  };
}

function readStack(template: Template, taken: TakenDefaults, report: Report): Stack {
  const resources = readResources(template, report);
  const ofType = (type: ResourceType): readonly Resource[] => resources.filter((one) => one.type === type);
  const prefixLists = ofType('AWS::EC2::PrefixList').map((one) => readPrefixList(template, one, report));
  const known = collectKnown(template, ofType('AWS::EC2::SecurityGroup'), prefixLists);
  const rules = readStandaloneRules(template, resources, known, report);
  const groups = ofType('AWS::EC2::SecurityGroup').map((one) =>
    readGroup(template, one, { rules, taken }, known, report),
  );
  reportUnreadResources(template, report);
  reportUnreadMembers(template, groups, report);
  return {
    span: template.span,
    groups,
    prefixLists,
    hosts: readHosts({ template, known, report }, resources),
  };
}
