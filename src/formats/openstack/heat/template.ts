import type { Report } from '../../../diagnostics/diagnostic.js';
import { below, type Path, type Span } from '../../../diagnostics/source.js';
import { type Document, spanAt } from '../../../document/document.js';
import { Item, isFields } from '../../shared/item.js';
import { checkKeys } from '../../shared/known-keys.js';
import { budgetOf } from '../../shared/size.js';
import { isTrue } from './conditions.js';
import { evaluate } from './evaluate.js';
import { parameterValues } from './parameters.js';
import type { Scope } from './scope.js';

/** A resource of a template, its properties worked out as far as they are known. */
export interface Resource {
  readonly name: string;
  readonly type: string;
  readonly properties: Item;
}

const KEY = 'heat_template_version';

/** The key that a document is known by as a Heat template. */
export function templateKeyOf(value: unknown): Path | undefined {
  return isFields(value) && Object.hasOwn(value, KEY) ? [KEY] : undefined;
}

/** The names of the parameters that a template declares; none of what is no template. */
export function parametersOf(value: unknown): readonly string[] {
  return templateKeyOf(value) && isFields(value) && isFields(value.parameters)
    ? Object.keys(value.parameters)
    : [];
}

/** What `repeat` may make in one template. */
const BUDGET = 1_000_000;

/** The resources of a template that its conditions do not leave out. */
export function resourcesOf(
  document: Document,
  given: ReadonlyMap<string, string>,
  report: Report,
): readonly Resource[] {
  const template = new Item(document.value as Item['fields'], spanAt(document), report);
  const resources = template.item('resources');
  if (resources === undefined) return [];
  const scope: Scope = {
    parameters: parameterValues(template.item('parameters')?.fields, given),
    conditions: template.item('conditions')?.fields ?? {},
    verdicts: new Map(),
    resources: new Set(Object.keys(resources.fields)),
    budget: budgetOf(BUDGET),
  };
  return Object.keys(resources.fields).flatMap((name) => readResource(resources, name, scope) ?? []);
}

/** What a resource consists of; a misspelt condition would be lost. */
const sections: ReadonlySet<string> = new Set([
  ...['type', 'properties', 'condition', 'metadata', 'depends_on', 'update_policy', 'deletion_policy'],
  ...['external_id', 'description'],
]);

function readResource(resources: Item, name: string, scope: Scope): Resource | undefined {
  const resource = resources.item(name);
  const type = resource?.requiredText('type');
  if (resource === undefined || type === undefined) return undefined;
  if (!checkKeys(resource, sections, 'a resource') || !isMade(resource, name, scope)) return undefined;
  reportUnread(resource, type);
  const { properties: given } = resource.fields;
  const written = given === null ? undefined : resource.item('properties');
  if (written === undefined && given !== undefined && given !== null) return undefined;
  const span: Span = below(resource.span, 'properties');
  const properties = evaluate(written?.fields ?? {}, scope);
  return { name, type, properties: new Item(properties as Item['fields'], span, resource.report) };
}

/** A resource whose condition is not known is left out: what refers to it matches nothing. */
function isMade(resource: Item, name: string, scope: Scope): boolean {
  if (!resource.has('condition')) return true;
  const verdict = isTrue(resource.fields.condition, scope, evaluate);
  if (typeof verdict === 'boolean') return verdict;
  const what = `whether there is resource '${name}'`;
  const { why, suggestion } = verdict;
  resource.report('unknown-value', resource.at('condition'), { what, why }, { suggestion });
  return false;
}

/** Types that hold resources of their own, or are written elsewhere. */
function reportUnread(resource: Item, type: string): void {
  const plain = /^OS::(?!Heat::(?:.*Group|Stack)$)/.test(type);
  if (plain) return;
  const problem = `resources of type '${type}' are not looked into; groups, ports and servers in them are left aside`;
  resource.report('ignored-value', resource.at('type'), { problem });
}
