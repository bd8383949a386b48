import { type Fields, Item, isFields } from '../shared/item.js';
import { withoutCollection } from './modules.js';
import { ANY_NAME, namesOfText, variablesOf } from './variables.js';

/** Something that a play or a task takes from another file: tasks, a role, plays. */
export interface Elsewhere {
  readonly item: Item;
  readonly key: string;
  readonly kind: 'tasks' | 'role' | 'plays';
  /** The file or the role; absent where it is not known. */
  readonly name: string | undefined;
  /** The file of the role's tasks. */
  readonly from: string;
  /** Names of variables that are handed over. */
  readonly parameters: readonly string[];
  /** Whether a role in a list has a condition or tags of its own. */
  readonly isConditional?: boolean | undefined;
  /** Whether a role has its variables or its defaults from other files than usual. */
  readonly others: { readonly vars: boolean; readonly defaults: boolean };
}

const kinds: Readonly<Record<string, Elsewhere['kind']>> = {
  import_playbook: 'plays',
  import_tasks: 'tasks',
  include_tasks: 'tasks',
  include: 'tasks',
  import_role: 'role',
  include_role: 'role',
};

/** What a key of a task takes from elsewhere, if it does. */
export function elsewhereKind(key: string): Elsewhere['kind'] | undefined {
  const name = withoutCollection(key);
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

/** What a play, a block or a task takes from other files. */
export function elsewhereIn(item: Item): readonly Elsewhere[] {
  const own = Object.keys(item.fields).flatMap((key) => {
    const kind = elsewhereKind(key);
    return kind === undefined ? [] : [ofTask(item, key, kind)];
  });
  return item.has('roles') ? [...own, ...rolesIn(item, 'roles')] : own;
}

/** Roles that a play lists, or on which another one depends. */
export function rolesIn(item: Item, key: string): readonly Elsewhere[] {
  const list = item.fields[key];
  if (!Array.isArray(list)) return [];
  return list.map((one) => {
    const fields: Fields = isFields(one) ? one : { role: one };
    const named = { ...fields, name: fields.role ?? fields.name };
    const given = Object.keys(fields).filter((name) => !ofRoles.has(name));
    const parameters = [...given, ...Object.keys(variablesOf(new Item(fields, item.span, item.report)))];
    const isConditional = fields.when !== undefined || fields.tags !== undefined;
    return { item, key, kind: 'role', parameters, isConditional, ...roleOf(named) };
  });
}

/** Keys of a role in a list that are no variables. */
const ofRoles: ReadonlySet<string> = new Set([
  ...[
    'role',
    'name',
    'src',
    'version',
    'scm',
    'vars',
    'when',
    'tags',
    'become',
    'become_user',
    'delegate_to',
  ],
  ...['tasks_from', 'vars_from', 'defaults_from', 'handlers_from', 'environment', 'collections', 'no_log'],
]);

function ofTask(item: Item, key: string, kind: Elsewhere['kind']): Elsewhere {
  const value = item.fields[key];
  const fields = {
    ...(isFields(value) ? value : {}),
    ...(isFields(item.fields.args) ? item.fields.args : {}),
  };
  const applied = isFields(fields.apply) && isFields(fields.apply.vars) ? Object.keys(fields.apply.vars) : [];
  const text = typeof value === 'string' ? value : '';
  const parameters = [
    ...Object.keys(variablesOf(item)),
    ...applied,
    ...namesOfText(text),
    ...loopVariables(item),
  ];
  if (kind === 'role') return { item, key, kind, parameters, ...roleOf(fields) };
  const [, name] = /^([^\s{}]+)(?:\s|$)/.exec(text || textOf(fields.file) || '') ?? [];
  return { item, key, kind, name, from: '', parameters, others: { vars: false, defaults: false } };
}

function roleOf(fields: Fields): Pick<Elsewhere, 'name' | 'from' | 'others'> {
  const { name, tasks_from: from = 'main' } = fields;
  const isKnown = typeof name === 'string' && typeof from === 'string' && !/[{}\s]/.test(name + from);
  return {
    name: isKnown ? name : undefined,
    from: isKnown ? from : '',
    others: { vars: fields.vars_from !== undefined, defaults: fields.defaults_from !== undefined },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** An item of a loop is handed over by its name. */
function loopVariables({ fields }: Item): readonly string[] {
  const isLoop = Object.keys(fields).some((key) => key === 'loop' || key.startsWith('with_'));
  if (!isLoop) return [];
  const control = isFields(fields.loop_control) ? fields.loop_control : {};
  return [control.loop_var ?? 'item', control.index_var ?? 'item'].map((one) => textOf(one) ?? ANY_NAME);
}
