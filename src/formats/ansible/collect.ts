import type { Document } from '../../document/document.js';
import { type Item, isFields } from '../shared/item.js';
import { type Elsewhere, elsewhereIn } from './elsewhere.js';
import type { Files } from './files.js';
import { calledModules, withoutCollection } from './modules.js';
import { type Strength, strength } from './precedence.js';
import type { Setter } from './setters.js';
import { isPlay, type Nesting } from './tasks.js';
import { ANY_NAME, namesIn, promptsOf, variablesOf } from './variables.js';

/** Where a setter is found. */
export interface From {
  readonly document: Document;
  readonly order: number;
}

/** What the plays and tasks of a document may set, in their order. */
export function settersOf(
  document: Document,
  items: readonly Item[],
  tasks: readonly Nesting[],
  files: Files,
): readonly Setter[] {
  const plays = items.filter(isPlay);
  const starts = startsOf(items, tasks);
  return [
    ...plays.flatMap((play) => settersOfPlay(play, files, { document, order: starts.get(play)! })),
    ...tasks.flatMap((nesting, index) => {
      // Handlers run between the lists of a play too.
      const order = nesting.atTimes?.key === 'handlers' ? 0 : index + 1;
      return isPlay(nesting.task) ? [] : settersOfTask(nesting, files, { document, order });
    }),
  ];
}

/** The order of the first task of each item, or of the one that follows: roles run before the tasks of their play. */
function startsOf(items: readonly Item[], tasks: readonly Nesting[]): ReadonlyMap<Item, number> {
  const starts = new Map<Item, number>();
  for (const [index, { around, task }] of tasks.entries()) {
    const root = around[0] ?? task;
    if (!starts.has(root)) starts.set(root, index + 1);
  }
  let next = tasks.length + 1;
  for (const item of items.toReversed()) {
    next = starts.get(item) ?? next;
    starts.set(item, next);
  }
  return starts;
}

/** What a play sets for the tasks that it takes from other files. */
function settersOfPlay(play: Item, files: Files, from: From): readonly Setter[] {
  // Roles run before the tasks of a play, and after its first ones.
  const ofRoles = play.has('pre_tasks') ? { ...from, order: 0 } : from;
  return [
    ...settersNamed(Object.keys(variablesOf(play)), strength.play, play, 'vars', 'tasks', from),
    ...settersNamed(promptsOf(play), strength.prompts, play, 'vars_prompt', 'tasks', from),
    ...settersNamed(
      play.has('vars_files') ? [ANY_NAME] : [],
      strength.files,
      play,
      'vars_files',
      'tasks',
      from,
    ),
    ...elsewhereIn(play).flatMap((one) => settersOfElsewhere(one, 'all', files, ofRoles)),
  ];
}

function settersOfTask({ around, task }: Nesting, files: Files, from: From): readonly Setter[] {
  const blocks = around.filter((one) => !isPlay(one));
  return [
    ...[...around, task].flatMap((one) => settersByDefault(one, from)),
    ...settersByModule(task, from),
    ...settersNamed(namesOf(task.fields.register), strength.facts, task, 'register', 'all', from),
    ...elsewhereIn(task).flatMap((one) => [
      ...settersOfElsewhere(one, files.isItself(one) ? 'all' : 'tasks', files, from),
      ...blocks.flatMap((block) =>
        settersNamed(Object.keys(variablesOf(block)), strength.task, block, 'vars', 'tasks', from),
      ),
    ]),
  ];
}

/** One setter a name. A name that is made of variables can be any. */
export function settersNamed(
  names: readonly string[],
  strong: Strength,
  item: Item,
  key: string,
  reach: Setter['reach'],
  from: From,
): readonly Setter[] {
  const [span, by] = [item.at(key), `'${key}'`];
  return names.map((name) => ({
    ...{ name: /[{}]/.test(name) ? undefined : name, strength: strong, by, span, reach, ...from },
  }));
}

/** What tasks, plays or a role in another file are handed, and that they may set anything where the file is not there. */
export function settersOfElsewhere(
  elsewhere: Elsewhere,
  reach: Setter['reach'],
  files: Files,
  from: From,
): readonly Setter[] {
  const { item, key, parameters, others, kind } = elsewhere;
  const any = (strong: Strength, is: boolean) =>
    settersNamed(is ? [ANY_NAME] : [], strong, item, key, 'all', from);
  return [
    ...settersNamed(parameters, strength.parameters, item, key, kind === 'plays' ? 'others' : reach, from),
    // In place of the role's own, so that those do not hold either.
    ...any(strength.task, others.vars),
    ...any(strength.inventory, others.defaults),
    ...any(strength.facts, !files.has(elsewhere) || files.isOfAnotherRole(elsewhere)),
  ];
}

/** Modules that set variables. */
const modules: ReadonlyMap<string, Strength> = new Map<string, Strength>([
  ['set_fact', strength.facts],
  ['include_vars', strength.includedVariables],
  ['add_host', strength.inventory],
]);

/** Whether a module, named without its collection, sets variables. */
export function setsVariables(module: string): boolean {
  return modules.has(module);
}

function settersByModule(task: Item, from: From): readonly Setter[] {
  const more = isFields(task.fields.args) ? task.fields.args : {};
  return calledModules(task).flatMap(({ key, module, value }) => {
    const strong = modules.get(module);
    if (strong === undefined) return [];
    const names =
      module === 'include_vars'
        ? namesOf({ name: ANY_NAME, ...(isFields(value) ? value : {}), ...more }.name)
        : [...namesIn(value), ...Object.keys(more)];
    return settersNamed(names, strong, task, key, 'all', from);
  });
}

function settersByDefault(item: Item, from: From): readonly Setter[] {
  const { module_defaults: defaults } = item.fields;
  const list = Array.isArray(defaults) ? defaults : [defaults];
  return list
    .flatMap((one) => Object.entries(isFields(one) ? one : {}))
    .flatMap(([key, value]) => {
      const strong = modules.get(withoutCollection(key));
      return strong === undefined
        ? []
        : settersNamed(namesIn(value), strong, item, 'module_defaults', 'all', from);
    });
}

/** The one name that a value is. */
function namesOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  return [typeof value === 'string' ? value : ANY_NAME];
}
