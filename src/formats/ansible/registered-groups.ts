import { elsewhereIn } from './elsewhere.js';
import type { GroupTask, Tasks } from './group-task.js';
import { hasLoop } from './loops.js';
import { strength } from './precedence.js';
import { resolve } from './resolve.js';
import { MadeGroup, type Registered } from './scope.js';

/**
 * `register: web` gives `web.group_id`, where the task makes one group, up to whatever else may set the variable. `own` is
 * what the same document sets.
 */
export function registeredGroups(
  found: readonly GroupTask[],
  { tasks, setters: own }: Tasks,
): ReadonlyMap<string, Registered> {
  const strong = own.filter((one) => one.strength >= strength.facts && one.reach === 'all');
  const count = new Map<string | undefined, number>();
  for (const { name } of strong) count.set(name, (count.get(name) ?? 0) + 1);
  const anyAfter = following(strong.filter(({ name }) => name === undefined).map(({ order }) => order));
  const othersAfter = following(
    tasks.flatMap(({ task }, index) => (elsewhereIn(task).length > 0 ? [index + 1] : [])),
  );
  const known = new Map<string, Registered>();
  for (const { task, written, scope } of found) {
    const register = task.peek('register');
    if (register === undefined || count.get(register) !== 1) continue;
    const name = hasLoop(task) ? undefined : resolve(written.fields.name, scope);
    if (typeof name !== 'string') continue;
    const value = { group_id: new MadeGroup(name), group_name: name };
    const after = scope.reader.order;
    known.set(register, { value, after, until: anyAfter(after), alone: othersAfter(after) });
  }
  return known;
}

/** For one order after another, the first of those given that comes behind it; those of handlers may at any time. */
function following(given: readonly number[]): (after: number) => number {
  const orders = given.toSorted((a, b) => a - b);
  let at = 0;
  return (after) => {
    while (at < orders.length && orders[at]! <= after) at++;
    return orders[0] === 0 ? 0 : (orders[at] ?? Number.POSITIVE_INFINITY);
  };
}
