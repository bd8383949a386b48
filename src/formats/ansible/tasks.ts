import { below, type Path } from '../../diagnostics/source.js';
import { Item, isFields } from '../shared/item.js';
import type { Reason } from '../shared/unknown.js';
import { elsewhereIn } from './elsewhere.js';
import type { Files } from './files.js';
import { calledModules, isGroupModule } from './modules.js';
import { isForeignGroup } from './unread.js';

/** Lists of tasks in a play, in the order in which they run. */
const taskLists = ['pre_tasks', 'tasks', 'post_tasks', 'handlers', 'block', 'rescue', 'always'] as const;

/** What a task stands in, from the play to the task itself. */
export interface Nesting {
  readonly around: readonly Item[];
  readonly task: Item;
  /** The list of tasks that are run only at times, such as `rescue`, in which it stands; absent where it is in none. */
  readonly atTimes?: AtTimes | undefined;
  /** Why it may not run for what comes before it, or around its file; absent where nothing does. */
  readonly doubt?: Doubt | undefined;
}

/** Why something may not run, and where that stands. */
export interface Doubt extends Reason {
  readonly at: Item;
  readonly key: string;
}

export interface AtTimes {
  readonly at: Item;
  readonly key: 'rescue' | 'handlers';
}

/** More levels than any play has; each is passed once for every task in it. */
const DEEPEST = 50;

/** The tasks of a play or of a list of tasks, each with what it stands in. */
export function tasksIn(
  list: readonly Item[],
  around: readonly Item[] = [],
  atTimes?: AtTimes,
): readonly Nesting[] {
  return list.flatMap((task) => {
    const lists = taskLists.filter((key) => task.has(key));
    if (lists.length === 0) return [{ around, task, atTimes }];
    if (around.length >= DEEPEST) {
      task.report('syntax', task.span, { problem: 'these blocks are nested too deeply' });
      return [];
    }
    return lists.flatMap((key) => {
      const sometimes = key === 'rescue' || key === 'handlers' ? { at: task, key } : undefined;
      return tasksIn(itemsOf(task, key), [...around, task], atTimes ?? sometimes);
    });
  });
}

/** A list that is left empty (`tasks:`) is no mistake. */
function itemsOf(item: Item, key: string): readonly Item[] {
  return item.fields[key] === null ? [] : item.items(key);
}

/** The key of the task's arguments, if it is about a security group. */
export function groupModuleOf(task: Item): string | undefined {
  return Object.keys(task.fields).find((key) => isGroupModule(key));
}

/** Reports what a play or task takes from other files that are not in the input: nothing of it is read. */
export function reportElsewhere(item: Item, files: Files): void {
  const gone = elsewhereIn(item).filter((one) => !files.has(one));
  for (const key of new Set(gone.map((one) => one.key))) {
    const problem = `'${key}' is not followed`;
    const suggestion = 'name the files with its tasks too';
    item.report('ignored-value', item.at(key), { problem }, { suggestion });
  }
}

/** Whether an item of a document is a play. */
export function isPlay(item: Item): boolean {
  return item.has('hosts');
}

/** Refuses a task about a group that is called by another way than the module's own key: nothing of it is read. */
export function reportActions(item: Item): void {
  for (const { key, module } of calledModules(item)) {
    if (!isGroupModule(module) || isGroupModule(key)) continue;
    const problem = `'${key}' is not read here: the group would be left as it was`;
    const suggestion = `write the module as a key: ${module}:`;
    item.report('wrong-type', item.at(key), { problem }, { suggestion });
  }
}

/** The way to the first thing that a document is known by as Ansible: a task about a group, or a play. */
export function keyIn(value: unknown): Path | undefined {
  if (!Array.isArray(value)) return undefined;
  return firstTask(value, []) ?? firstPlay(value);
}

function firstTask(list: readonly unknown[], above: Path): Path | undefined {
  if (above.length > 2 * DEEPEST) return undefined;
  for (const [i, task] of list.entries()) {
    if (!isFields(task)) continue;
    // Groups of another cloud too, so that the list is not ignored without a word.
    const own = Object.keys(task).find((key) => isGroupModule(key) || isForeignGroup(key));
    if (own !== undefined) return [...above, i, own];
    for (const key of taskLists) {
      const inner = task[key];
      const found = Array.isArray(inner) ? firstTask(inner, [...above, i, key]) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

function firstPlay(list: readonly unknown[]): Path | undefined {
  const at = list.findIndex(
    (one) => isFields(one) && Object.hasOwn(one, 'hosts') && Object.hasOwn(one, 'tasks'),
  );
  return at < 0 ? undefined : [at, 'tasks'];
}

/** The items of a document that is a list; what is no object in it is reported. */
export function topItems(value: readonly unknown[], whole: Item): readonly Item[] {
  return value.flatMap((one, i) => {
    const span = below(whole.span, i);
    if (isFields(one)) return new Item(one, span, whole.report);
    whole.report('wrong-type', span, { problem: 'a play or a task has to be an object' });
    return [];
  });
}
