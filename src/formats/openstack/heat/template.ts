import type { Report } from '../../../diagnostics/diagnostic.js';
import { below, type Path, type Span } from '../../../diagnostics/source.js';
import { type Document, spanAt } from '../../../document/document.js';
import { Item, isFields } from '../../shared/item.js';
import { checkKeys } from '../../shared/known-keys.js';
import { budgetOf } from '../../shared/size.js';
import { reportUnread, type Unread, type UnreadKind } from '../../shared/unread.js';
import { isTrue } from './conditions.js';
import { evaluate } from './evaluate.js';
import { parameterValues } from './parameters.js';
import type { Scope } from './scope.js';

/** A resource of a template, its properties worked out as far as they are known. */
export interface Resource {
  /** What it is called in its template. */
  readonly name: string;
  /** What it is called here. */
  readonly id: string;
  readonly type: string;
  readonly properties: Item;
}

const KEY = 'heat_template_version';

/** The key that a document is known by as a Heat template. */
export function templateKeyOf(value: unknown): Path | undefined {
  if (!isFields(value) || !Object.hasOwn(value, KEY)) return undefined;
  // Documentation of the API has an object behind it.
  return isFields(value[KEY]) ? undefined : [KEY];
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
  const template = new Item(withoutNulls(document.value as Item['fields']), spanAt(document), report);
  const resources = template.item('resources');
  if (resources === undefined) return [];
  const scope: Scope = {
    parameters: parameterValues(template.item('parameters')?.fields, given),
    conditions: template.item('conditions')?.fields ?? {},
    verdicts: new Map(),
    resources: new Set(Object.keys(resources.fields)),
    budget: budgetOf(BUDGET),
  };
  reportUnread(unreadIn(resources), unreadKindOf, report);
  return Object.keys(resources.fields).flatMap((name) => readResource(resources, name, scope) ?? []);
}

/** A section with nothing below its name (`resources:`) is empty. */
function withoutNulls(fields: Item['fields']): Item['fields'] {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
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
  const { properties: given } = resource.fields;
  const written = given === null ? undefined : resource.item('properties');
  if (written === undefined && given !== undefined && given !== null) return undefined;
  const span: Span = below(resource.span, 'properties');
  const properties = evaluate(written?.fields ?? {}, scope);
  return { name, id: name, type, properties: new Item(properties as Item['fields'], span, resource.report) };
}

/** A resource whose condition is not known is left out: what refers to it matches nothing. */
function isMade(resource: Item, name: string, scope: Scope): boolean {
  if (!resource.has('condition')) return true;
  const verdict = isTrue(resource.fields.condition, scope, evaluate);
  if (typeof verdict === 'boolean') return verdict;
  const what = `whether resource '${name}' exists`;
  const { why, suggestion } = verdict;
  resource.report('unknown-value', resource.at('condition'), { what, why }, { suggestion });
  return false;
}

const nested: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: groups, ports and servers in it are missing here',
  several: 'are not read: groups, ports and servers in them are missing here',
};

const ofAws: UnreadKind = {
  code: 'unread-resources',
  one: 'is read in templates of CloudFormation alone: it is missing here',
  several: 'are read in templates of CloudFormation alone: they are missing here',
};

/** Types that hold resources of their own, or are written elsewhere, and those of AWS that Heat knows. */
function unreadKindOf(type: string): UnreadKind | undefined {
  if (/^AWS::EC2::(?:SecurityGroup|Instance|NetworkInterface|LaunchTemplate)/.test(type)) return ofAws;
  return /^(?:OS|AWS)::(?!(?:Heat|AutoScaling|CloudFormation)::(?:.*Group|Stack)$)/.test(type)
    ? undefined
    : nested;
}

function unreadIn(resources: Item): readonly Unread[] {
  return Object.entries(resources.fields).flatMap(([name, raw]) =>
    isFields(raw) && typeof raw.type === 'string'
      ? [{ name, type: raw.type, span: below(resources.span, name, 'type') }]
      : [],
  );
}
