import type { Report } from '../../diagnostics/diagnostic.js';
import { onKey, type Path } from '../../diagnostics/source.js';
import { type Document, spanAt } from '../../document/document.js';
import { type Item, isFields } from '../shared/item.js';
import { untaken } from './address.js';
import { own } from './own.js';
import { type PlanContext, planContextOf } from './plan-context.js';
import { changesOf, destroyedBy, resourcesAfter, resourcesBelow, rootModuleAt } from './planned.js';
import { presentItem, type Resource } from './resource.js';
import { resourcesOfState } from './state.js';

/** Keys that only plans and states have, and what stands behind them; OpenTofu writes the same ones. */
const known: Readonly<Record<string, (value: unknown) => boolean>> = {
  terraform_version: isText,
  planned_values: isFields,
  resource_changes: Array.isArray,
  prior_state: isFields,
  lineage: isText,
};

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** The first key that a document is known by as a plan or state. */
export function terraformKeyOf(value: unknown): Path | undefined {
  const key = Object.keys(known).find((one) => known[one]!(own(value, one)));
  if (key !== undefined) return [key];
  return typeof own(value, 'format_version') === 'string' ? ['format_version'] : undefined;
}

/** Other things that Terraform prints as JSON: schemas of providers, results of a validation; or files that only name its version. */
export function isOtherOutput(value: unknown): boolean {
  const has = (key: string) => isFields(value) && Object.hasOwn(value, key);
  const parts = Object.keys(known).filter((key) => key !== 'terraform_version');
  return (
    ['provider_schemas', 'valid', 'function_signatures'].some(has) ||
    ![...parts, 'format_version', 'version', 'values', 'resources', 'modules'].some(has)
  );
}

/** What is printed where there is no state. */
function isEmptyState({ fields }: Item): boolean {
  const keys = Object.keys(fields);
  return keys.includes('format_version') && keys.every((key) => key.endsWith('_version'));
}

/** What one document is about. */
export interface Contents extends Pick<Parsed, 'destroyed'> {
  readonly planContext: PlanContext;
}

interface Parsed {
  readonly resources: readonly Resource[];
  readonly configuration: unknown;
  readonly variables: unknown;
  /** What a plan destroys, as it was before. */
  readonly destroyed: readonly Resource[];
}

/** Reads plans and states; what is neither is reported and left out. */
export function contentsOf(documents: readonly Document[], report: Report): readonly Contents[] {
  const taken = new Set<string>();
  return documents.flatMap((document) => {
    const parsed = parse(document, report);
    if (parsed === undefined) return [];
    const { configuration, variables, destroyed } = parsed;
    const resources = withStandIns(parsed.resources, taken);
    return [{ planContext: planContextOf(resources, { configuration, variables }), destroyed }];
  });
}

/** Plans of several stacks may each have a group of one address, which is not the same group. */
function withStandIns(resources: readonly Resource[], taken: Set<string>): readonly Resource[] {
  const called = resources.map((one) => ({ ...one, standIn: untaken(one.address, taken) }));
  for (const { standIn } of called) taken.add(standIn);
  return called;
}

function parse(document: Document, report: Report): Parsed | undefined {
  const { value } = document;
  if (!isFields(value)) return refuse(document, 'this is not a plan or state of Terraform', report);
  const top = presentItem(value, spanAt(document), report);
  if (top.has('planned_values') || top.has('resource_changes')) return planOf(top, report);
  if (top.has('values') || isEmptyState(top)) return stateOf(top, report);
  return rawStateOf(top, document, report);
}

function planOf(top: Item, report: Report): Parsed {
  reportIncomplete(top);
  const changes = changesOf(top);
  const planned = rootModuleAt(top, 'planned_values');
  const prior = rootModuleAt(top, 'prior_state', 'values');
  const values = planned ? resourcesBelow(planned, changes, report) : [];
  // A plan that was shortened may tell of a resource among its changes alone.
  const told = new Set(values.map(({ address }) => address));
  const changed = resourcesAfter(top, changes, report).filter(({ address }) => !told.has(address));
  const resources = [...values, ...changed];
  const addresses = new Set(resources.map(({ address }) => address));
  // Data that was read while planning stands in the prior state alone; what is managed is there as it was before.
  const data = (prior ? resourcesBelow(prior, new Map(), report) : []).filter(
    ({ mode, address }) => mode === 'data' && !addresses.has(address),
  );
  return {
    resources: [...resources, ...data],
    configuration: own(value(top, 'configuration'), 'root_module'),
    variables: value(top, 'variables'),
    destroyed: destroyedBy(top, report),
  };
}

function value(item: Item, key: string): unknown {
  return own(item.fields, key);
}

/** A plan for a part of the resources, or one that broke off, leaves the rest as it is. */
function reportIncomplete(top: Item): void {
  const what = 'this plan';
  if (top.has('errored') && top.fields.errored !== false)
    top.report('unknown-value', onKey(top.at('errored')), { what, why: 'broke off with an error' });
  else if (top.has('complete') && top.fields.complete !== true)
    top.report('unknown-value', onKey(top.at('complete')), { what, why: 'does not hold all changes' });
}

const nothing = { configuration: undefined, variables: undefined, destroyed: [] };

function stateOf(top: Item, report: Report): Parsed {
  const root = top.has('values') ? rootModuleAt(top, 'values') : undefined;
  const resources = root ? resourcesBelow(root, new Map(), report) : [];
  return { resources, ...nothing };
}

function rawStateOf(top: Item, document: Document, report: Report): Parsed | undefined {
  const version = top.fields.version;
  // A state of nothing may have no list of resources at all.
  if (version !== 4 || !(top.has('resources') || top.has('lineage'))) {
    const problem =
      typeof version === 'number' && version < 4
        ? `this is a state of version ${version}, from Terraform before 0.12`
        : 'this is not a known kind of Terraform plan or state';
    return refuse(document, problem, report, 'print it with terraform show -json');
  }
  return { resources: resourcesOfState(top, report), ...nothing };
}

function refuse(document: Document, problem: string, report: Report, suggestion?: string): undefined {
  report('unknown-shape', { source: document.source, path: [] }, { problem }, { suggestion });
}
