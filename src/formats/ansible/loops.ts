import type { Fields, Item } from '../shared/item.js';
import { sizeOf } from '../shared/size.js';
import { isSettled, isUnknown, unknown } from '../shared/unknown.js';
import { strength } from './precedence.js';
import { resolve } from './resolve.js';
import { inner, type Scope } from './scope.js';

/** Keys of loops that take a list. */
const lists = ['loop', 'with_items', 'with_list'] as const;

/** A scope in which a task runs, and whether it surely does so. */
export interface RunScope {
  readonly scope: Scope;
  readonly isSure: boolean;
}

/** The scopes in which a task runs: one, or one for each item of its loop. A list that is not known may be empty. */
export function scopesOf(task: Item, scope: Scope): readonly RunScope[] {
  const key = loopKey(task);
  if (key === undefined) return [{ scope, isSure: true }];
  const list = (lists as readonly string[]).includes(key)
    ? itemsOf(task, key, scope)
    : unknown(`needs '${key}', which is not evaluated here`);
  const within = (item: unknown) => inner(scope, strength.loop, variablesOfLoop(task, item));
  if (Array.isArray(list)) return list.map((item) => ({ scope: within(item), isSure: true }));
  isSettled(list, 'the list of a loop', task.at(key), task.report);
  return [{ scope: within(list), isSure: false }];
}

/** `with_items` takes the items of lists in its list, one level deep. */
function itemsOf(task: Item, key: string, scope: Scope): unknown {
  const list = resolve(task.fields[key], scope);
  if (isUnknown(list)) return list;
  if (!Array.isArray(list)) return unknown('is not a list');
  const items = key === 'with_items' ? list.flat() : list;
  scope.budget.left -= items.length * sizeOf(task.fields, scope.budget.left);
  return scope.budget.left < 0 ? unknown('has more items than are evaluated here') : items;
}

/** An item under its name, and variables that tell of the loop, which hide others of their names. */
function variablesOfLoop(task: Item, item: unknown): Fields {
  const control = task.item('loop_control');
  const index = control?.text('index_var');
  const hidden = index === undefined ? {} : { [index]: unknown('is the index of a loop') };
  return { ...hidden, [control?.text('loop_var') ?? 'item']: item };
}

/** Whether a task may run other than once. */
export function hasLoop(task: Item): boolean {
  return loopKey(task) !== undefined;
}

function loopKey({ fields }: Item): string | undefined {
  return Object.keys(fields).find((one) => one === 'loop' || one.startsWith('with_'));
}
