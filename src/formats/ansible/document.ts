import type { Report } from '../../diagnostics/diagnostic.js';
import { type Document, spanAt } from '../../document/document.js';
import { Item } from '../shared/item.js';
import { budgetOf } from '../shared/size.js';
import { unknown } from '../shared/unknown.js';
import { ownArguments, withDefaults } from './arguments.js';
import { settersOf } from './collect.js';
import { withEnds } from './ends.js';
import type { Files } from './files.js';
import type { GroupTask, Tasks } from './group-task.js';
import { type Included, includedBy, rolesOf } from './included.js';
import { checkKeywords, checkParameters, checkPlay } from './keywords.js';
import { strength } from './precedence.js';
import { registeredGroups } from './registered-groups.js';
import type { RoleValues } from './role.js';
import { inner, type Layer, type Scope } from './scope.js';
import type { Setters } from './setters.js';
import {
  groupModuleOf,
  isPlay,
  type Nesting,
  reportActions,
  reportElsewhere,
  tasksIn,
  topItems,
} from './tasks.js';
import { reportUnreadTasks } from './unread.js';
import { promptsOf, variablesOf } from './variables.js';

/** What variables may put in, in one document. */
const BUDGET = 20_000_000;

/** Values from outside a document. */
export interface Given extends RoleValues {
  readonly parameters: ReadonlyMap<string, string>;
  /** What may set variables anywhere in the input. */
  readonly setters: Setters;
  readonly files: Files;
}

/** The plays and tasks of a document. */
export function tasksOf(document: Document, files: Files, report: Report): Tasks {
  const whole = new Item({}, spanAt(document), report);
  if (!Array.isArray(document.value)) {
    report('unknown-shape', whole.span, { problem: 'this is not a list of plays or tasks' });
    return { document, items: [], tasks: [], setters: [] };
  }
  const items = topItems(document.value, whole);
  const tasks = tasksIn(items);
  return { document, items, tasks, setters: settersOf(document, items, tasks, files) };
}

/** The tasks of a document that are about security groups, and the files that it includes. */
export function groupTasksOf(
  read: Tasks,
  given: Given,
  report: Report,
): { readonly tasks: readonly GroupTask[]; readonly included: readonly Included[] } {
  const { document, items: top, tasks } = read;
  const items = new Set([...top, ...tasks.flatMap(({ around, task }) => [...around, task])]);
  for (const item of items) reportElsewhere(item, given.files);
  for (const { task } of tasks) reportActions(task);
  reportUnreadTasks(tasks, report);
  for (const item of items) {
    if (item.has('block')) checkKeywords(item);
    if (isPlay(item)) checkPlay(item);
  }
  const isOfPlays = top.some((one) => isPlay(one) || one.has('import_playbook'));
  const { parameters, setters, vars, defaults } = given;
  const layers: readonly Layer[] = [
    { strength: strength.role, variables: vars },
    { strength: strength.defaults, variables: defaults },
  ];
  const rest = { parameters, setters, layers, registered: new Map(), budget: budgetOf(BUDGET) };
  const ordered = withEnds(tasks).map((nesting, index) => {
    const reader = { document, isOfPlays, order: index + 1 };
    return { nesting, outer: { ...rest, reader, known: new Map() } };
  });
  const found = ordered.flatMap(({ nesting, outer }) => groupTask(nesting, outer) ?? []);
  const included = [
    ...ordered.flatMap(({ nesting, outer }) => includedBy(nesting, scopeOf(nesting, outer), given.files)),
    ...top.filter(isPlay).flatMap((play) => rolesOf(play, given.files)),
  ];
  const registered = registeredGroups(found, read);
  const known = found.map((one) => ({ ...one, scope: { ...one.scope, registered, known: new Map() } }));
  return { tasks: known, included };
}

/** The scope of a task, within all that it stands in. */
function scopeOf({ around, task }: Nesting, outer: Scope): Scope {
  return [...around, task].reduce(within, outer);
}

function groupTask(nesting: Nesting, outer: Scope): GroupTask | undefined {
  const { around, task } = nesting;
  const module = groupModuleOf(task);
  const own = module === undefined ? undefined : task.item(module);
  if (own === undefined) return undefined;
  const all = [...around, task];
  const args = ownArguments(task, own);
  if (!checkParameters(args) || !checkKeywords(task)) return undefined;
  return { ...nesting, written: withDefaults(all, task, args), scope: scopeOf(nesting, outer) };
}

/** The scope within a play, a block or a task. */
function within(scope: Scope, item: Item): Scope {
  if (!isPlay(item)) return inner(scope, strength.task, variablesOf(item));
  const asked = Object.fromEntries(
    promptsOf(item).map((name) => [
      name,
      unknown("needs what 'vars_prompt' asks for, known only when the play runs"),
    ]),
  );
  const inPlay = inner(inner(scope, strength.play, variablesOf(item)), strength.prompts, asked);
  if (!item.has('vars_files')) return inPlay;
  const later = unknown("depends on 'vars_files', which are not read");
  const names = [...Object.keys(variablesOf(item)), ...promptsOf(item)];
  return inner(inPlay, strength.files, Object.fromEntries(names.map((name) => [name, later])));
}
