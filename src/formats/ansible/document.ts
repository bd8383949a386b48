import type { Report } from '../../diagnostics/diagnostic.js';
import { type Document, spanAt } from '../../document/document.js';
import { type Fields, Item, isFields } from '../shared/item.js';
import { budgetOf } from '../shared/size.js';
import { unknown } from '../shared/unknown.js';
import { checkKeywords, checkParameters } from './keywords.js';
import { hasLoop } from './loops.js';
import { isAboutGroups } from './modules.js';
import { resolve } from './resolve.js';
import type { RoleValues } from './role.js';
import { inner, MadeGroup, type Scope } from './scope.js';
import {
  groupModuleOf,
  type Nesting,
  reportActions,
  reportElsewhere,
  reportUnreadTasks,
  tasksIn,
  topItems,
} from './tasks.js';

/** A task about a security group, and the variables around it. */
export interface GroupTask extends Nesting {
  /** The arguments as they are written, over what `module_defaults` say. */
  readonly written: Item;
  readonly scope: Scope;
}

/** What variables may put in, in one document. */
const BUDGET = 20_000_000;

/** Values from outside a document. */
export interface Given extends Partial<RoleValues> {
  readonly parameters: ReadonlyMap<string, string>;
}

/** The tasks of a document that are about security groups. */
export function groupTasksOf(document: Document, given: Given, report: Report): readonly GroupTask[] {
  const whole = new Item({}, spanAt(document), report);
  if (!Array.isArray(document.value)) {
    report('unknown-shape', whole.span, { problem: 'this is no list of plays or tasks' });
    return [];
  }
  const tasks = tasksIn(topItems(document.value, whole));
  const items = new Set(tasks.flatMap(({ around, task }) => [...around, task]));
  for (const item of items) reportElsewhere(item);
  for (const { task } of tasks) reportActions(task);
  reportUnreadTasks(tasks, report);
  for (const item of items) if (item.has('block')) checkKeywords(item);
  const later = laterVariables([...items]);
  const budget = budgetOf(BUDGET);
  const { parameters, vars = {}, defaults = {} } = given;
  const layers = [vars, defaults];
  const scope: Scope = { parameters, later, registered: new Map(), layers, known: new Map(), budget };
  const found = tasks.flatMap((nesting) => groupTask(nesting, scope) ?? []);
  const registered = registeredGroups(found);
  return found.map((one) => ({ ...one, scope: { ...one.scope, registered, known: new Map() } }));
}

function groupTask(nesting: Nesting, outer: Scope): GroupTask | undefined {
  const { around, task } = nesting;
  const module = groupModuleOf(task);
  const own = module === undefined ? undefined : task.item(module);
  if (own === undefined) return undefined;
  const all = [...around, task];
  const more = isFields(task.fields.args) ? task.fields.args : {};
  const args = new Item({ ...more, ...own.fields }, own.span, own.report);
  if (!checkParameters(args) || !checkKeywords(task)) return undefined;
  const scope = all.reduce((within, one) => inner(within, variablesOf(one)), outer);
  const written = [...all.map(defaultsOf), args.fields].flatMap((fields) => Object.entries(fields));
  return { ...nesting, written: new Item(Object.fromEntries(written), own.span, own.report), scope };
}

/** Files of variables come after the variables of a play, so that none of them is known to hold. */
function variablesOf(item: Item): Fields {
  const variables = isFields(item.fields.vars) ? item.fields.vars : {};
  if (!item.has('vars_files')) return variables;
  const later = unknown("depends on 'vars_files', which are not read");
  return Object.fromEntries(Object.keys(variables).map((name) => [name, later]));
}

/** Defaults could hold anything that a task can, such as who may leave. */
function defaultsOf({ fields: { module_defaults: defaults } }: Item): Fields {
  const all = Object.entries(isFields(defaults) ? defaults : {});
  const about = all.flatMap(([key, value]) =>
    isAboutGroups(key) && isFields(value) ? Object.entries(value) : [],
  );
  return Object.fromEntries(about);
}

/** Variables that are set while the play runs: what is written elsewhere does not hold then. */
function laterVariables(items: readonly Item[]): Scope['later'] {
  const files = items.some((item) =>
    ['include_vars', 'ansible.builtin.include_vars'].some((key) => item.has(key)),
  );
  const names = items.flatMap(({ fields }) => {
    const facts = fields.set_fact ?? fields['ansible.builtin.set_fact'];
    const prompts = Array.isArray(fields.vars_prompt) ? fields.vars_prompt : [];
    return [
      ...(isFields(facts) ? Object.keys(facts) : []),
      ...(typeof fields.register === 'string' ? [fields.register] : []),
      ...prompts.map((one) => (isFields(one) && typeof one.name === 'string' ? one.name : '')),
    ];
  });
  return { names: new Set(names), files };
}

/** `register: web` of the one task that registers it gives `web.group_id`, where it makes one group. */
function registeredGroups(tasks: readonly GroupTask[]): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const seen = new Set<string>();
  for (const { task, written, scope } of tasks) {
    const { register } = task.fields;
    if (typeof register !== 'string') continue;
    const name = hasLoop(task) ? undefined : resolve(written.fields.name, scope);
    if (typeof name !== 'string' || seen.has(register)) found.delete(register);
    else found.set(register, { group_id: new MadeGroup(name), group_name: name });
    seen.add(register);
  }
  return found;
}
