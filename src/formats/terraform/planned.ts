import type { Report } from '../../diagnostics/diagnostic.js';
import { type Item, isFields } from '../shared/item.js';
import { splitModules, stepsOf } from './address.js';
import { namingResource, presentItem, type Resource, tellsOf, valuesAt } from './resource.js';
import type { Unknown } from './unknown.js';

/** What a plan changes, by address. */
export type Changes = ReadonlyMap<string, Item>;

const none: Changes = new Map();

/**
 * The resources below a `root_module`, as `show -json` writes them for plans (`planned_values`) and states (`values`), each
 * with what the plan says of it.
 */
export function resourcesBelow(root: Item, changes: Changes, report: Report): readonly Resource[] {
  const resources: Resource[] = [];
  const open: Item[] = [root];
  for (let item = open.pop(); item; item = open.pop()) {
    const module = item === root ? undefined : item.text('address');
    for (const one of item.items('resources')) {
      // What is deposed waits to be destroyed; the one that took its place stands beside it.
      const resource = one.has('deposed_key') ? undefined : resourceOf(one, changes, report, module);
      if (resource) resources.push(resource);
    }
    open.push(...[...item.items('child_modules')].reverse());
  }
  return resources;
}

/** The same out of the changes alone, for plans that were shortened to these: what nothing is done to is among them. */
export function resourcesAfter(plan: Item, changes: Changes, report: Report): readonly Resource[] {
  return plan.items('resource_changes').flatMap((item) => {
    const change = item.item('change');
    if (!change || item.has('deposed') || !isFields(change.fields.after)) return [];
    const resource = resourceOf(item, changes, report);
    return resource ? [withValuesAt(resource, change, 'after')] : [];
  });
}

/** The resource with the values that stand somewhere else. */
function withValuesAt(resource: Resource, change: Item, key: 'after' | 'before'): Resource {
  const values = valuesAt(change, key, resource.report) ?? resource.values;
  const unknown = key === 'after' ? unknownOf(change, values) : resource.unknown;
  return { ...resource, values, unknown, tells: tellsOf(change.fields[key]) };
}

/** Terraform 0.12 leaves module and index out of the address in states and in what was before a plan (fact 43). */
function addressOf(item: Item, module: string | undefined): string | undefined {
  const written = item.requiredText('address');
  if (written === undefined) return undefined;
  const { index } = item.fields;
  const hasIndex = typeof index === 'number' || typeof index === 'string';
  const whole = hasIndex && !written.endsWith(']') ? `${written}[${keyText(index)}]` : written;
  return module === undefined || whole.startsWith('module.') ? whole : `${module}.${whole}`;
}

/** A key as Terraform writes it. */
function keyText(key: string | number): string {
  return JSON.stringify(key).replaceAll('${', '$${').replaceAll('%{', '%%{');
}

function resourceOf(item: Item, changes: Changes, report: Report, module?: string): Resource | undefined {
  const address = addressOf(item, module);
  const type = item.requiredText('type');
  const name = item.requiredText('name');
  const mode = item.text('mode') ?? 'managed';
  if (address === undefined || type === undefined || name === undefined) return undefined;
  const steps = stepsOf(address);
  if (steps === undefined || (mode !== 'managed' && mode !== 'data')) {
    const problem = `'${steps ? mode : address}' is not ${steps ? 'managed or data' : 'the address of a resource'}`;
    item.report('wrong-type', item.at(steps ? 'mode' : 'address'), { problem });
    return undefined;
  }
  const span = item.at('address');
  const named = namingResource(report, address, span);
  const values = valuesAt(item, 'values', named) ?? presentItem({}, item.span, named);
  const change = changes.get(address);
  const { modules, rest } = splitModules(steps);
  return {
    ...{ address, standIn: address, mode, type, name, modules, values, span, report: named },
    key: rest.at(-1)?.key,
    tells: tellsOf(item.fields.values),
    unknown: unknownOf(change, values),
    before: change && beforeOf(change, named),
  };
}

/** What is not among the values and stands in `after_unknown` is unknown, however it stands there. */
function unknownOf(change: Item | undefined, values: Item): Unknown {
  if (!change?.has('after_unknown')) return { tree: undefined, span: values.span };
  const span = change.at('after_unknown');
  const tree = change.item('after_unknown')?.fields ?? {};
  const lacking = Object.keys(tree).filter((key) => !values.has(key) && tree[key] !== true);
  if (lacking.length === 0) return { tree, span };
  return { tree: { ...tree, ...Object.fromEntries(lacking.map((key) => [key, true])) }, span };
}

function beforeOf(change: Item, report: Report): Item | undefined {
  const { before } = change.fields;
  return isFields(before) ? presentItem(before, change.at('before'), report) : undefined;
}

/** The `change` of every resource of a plan, by address. */
export function changesOf(plan: Item): Changes {
  const changes = new Map<string, Item>();
  for (const item of plan.items('resource_changes')) {
    const address = item.requiredText('address');
    const change = item.item('change');
    // An object that is replaced before it is destroyed stands beside the new one, under the same address.
    if (address === undefined || !change || item.has('deposed')) continue;
    if (change.texts('actions').length === 0) reportActions(change);
    changes.set(address, change);
  }
  return changes;
}

function reportActions(change: Item): void {
  if (!Array.isArray(change.fields.actions) && change.has('actions')) return;
  change.report('wrong-type', change.at('actions'), { problem: "'actions' does not say what is changed" });
}

/** What the plan destroys, as it was. */
export function destroyedBy(plan: Item, report: Report): readonly Resource[] {
  return plan.items('resource_changes').flatMap((item) => {
    const change = item.item('change');
    if (!change || !isDestroyed(change) || item.has('deposed')) return [];
    const resource = resourceOf(item, none, report);
    if (!isFields(change.fields.before)) reportPast(change);
    return resource && isFields(change.fields.before) ? [withValuesAt(resource, change, 'before')] : [];
  });
}

function reportPast(change: Item): void {
  const problem = "'before' does not say what is destroyed";
  change.report('wrong-type', change.at('before'), { problem });
}

function isDestroyed(change: Item): boolean {
  const { actions } = change.fields;
  return Array.isArray(actions) && actions.length === 1 && actions[0] === 'delete';
}

/** The `root_module` below a path of keys; none where one of them is absent. */
export function rootModuleAt(top: Item, ...path: readonly string[]): Item | undefined {
  let item: Item | undefined = top;
  for (const key of path) item = item?.item(key);
  return item?.item('root_module');
}
