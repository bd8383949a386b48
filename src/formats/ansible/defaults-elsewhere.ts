import { Item, isFields } from '../shared/item.js';
import { unknown } from '../shared/unknown.js';
import { defaultsOf } from './arguments.js';
import { elsewhereIn } from './elsewhere.js';
import type { GroupTask, Tasks } from './group-task.js';
import { isAboutGroups } from './modules.js';
import { isPlace } from './run.js';
import { isPlay } from './tasks.js';

const handed = unknown("may be set by the 'module_defaults' of a play or task in another file");

/**
 * The tasks, of which nothing is known that `module_defaults` in another file may say: they hold for all that is taken from elsewhere
 * within them, roles and their dependencies too, and could be about who may leave. Tasks of a play are taken by nobody.
 */
export function withDefaultsElsewhere(
  tasks: readonly GroupTask[],
  read: readonly Tasks[],
): readonly GroupTask[] {
  const found = read.flatMap((one) => keysHanded(one).map((key) => ({ key, by: one.document.source.name })));
  if (found.length === 0) return tasks;
  return tasks.map((one) => {
    const { fields, span, report } = one.written;
    const others = found.filter(({ by }) => by !== one.task.span.source.name);
    if (one.around.some(isPlay) || others.length === 0) return one;
    const unknowns = Object.fromEntries(others.map(({ key }) => [key, handed]));
    return { ...one, written: new Item({ ...unknowns, ...fields }, span, report) };
  });
}

/** The arguments that a document says defaults of where it takes something from other files. Where a group is changes nothing. */
function keysHanded({ items, tasks }: Tasks): readonly string[] {
  const plays = items.filter(isPlay).map((play) => ({ around: [], task: play }));
  const taking = [...plays, ...tasks].filter(({ task }) => elsewhereIn(task).length > 0);
  const around = new Set(taking.flatMap((one) => [...one.around, one.task]));
  const keys = [...around]
    .flatMap(defaultsOf)
    .filter(([name]) => isAboutGroups(name))
    .flatMap(([, value]) => (isFields(value) ? Object.keys(value) : ['state']));
  return [...new Set(keys)].filter((key) => !isPlace(key));
}
