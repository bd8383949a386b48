import { Item } from '../shared/item.js';
import { readGroupName, readId } from '../shared/names.js';
import { isSettled, reasonIn } from '../shared/unknown.js';
import type { GroupTask } from './group-task.js';
import { scopesOf } from './loops.js';
import { resolve } from './resolve.js';
import { runs } from './runs.js';
import { MadeGroup } from './scope.js';
import type { Doubt } from './tasks.js';

/** One run of a task about a group, or a run that may be. */
export interface Run {
  /** The group; absent where its name is not known. */
  readonly id: string | undefined;
  /** The name as it is written, where it is not known. */
  readonly written: string;
  readonly item: Item;
  /** Absent where that is not known. */
  readonly state: 'present' | 'absent' | undefined;
  /** Whether the task runs for sure. */
  readonly certain: boolean;
  /** Why it may not run, and where that stands, where it was not said before. */
  readonly doubt?: Doubt | undefined;
  /** Equal for groups of the same account, region and VPC. */
  readonly place: string;
}

/** What a task does, once or once for each item of its loop; nothing where it surely does not run. */
export function runsOf(task: GroupTask): readonly Run[] {
  return scopesOf(task.task, task.scope).flatMap(({ scope, isSure }): readonly Run[] => {
    const verdict = runs(task, scope);
    if (verdict === false) return [];
    const { span, report } = task.written;
    const item = new Item(resolve(task.written.fields, scope) as Item['fields'], span, report);
    const doubt = verdict === true ? undefined : verdict;
    const certain = verdict === true && isSure;
    const rest = { item, state: stateOf(item), certain, doubt, place: placeOf(item, task) };
    const key = item.has('name') && item.fields.name !== null ? 'name' : 'group_id';
    const what = `the ${key === 'name' ? 'name' : 'id'} of a group`;
    if (!isSettled(item.fields[key], what, item.at(key), report))
      return [{ ...rest, id: undefined, written: String(task.written.fields[key]) }];
    const id = idOf(item, key);
    return id === undefined ? [] : [{ ...rest, id, written: id }];
  });
}

/** The name, by which rules and hosts refer to the group; its id where the task has no name for it. */
function idOf(item: Item, key: string): string | undefined {
  const value = item.fields[key];
  if (key === 'group_id') return value instanceof MadeGroup ? value.name : readId(item, key, 'group');
  const name = item.requiredText(key);
  return name === undefined ? undefined : readGroupName(item, name, key);
}

function stateOf(item: Item): Run['state'] {
  const { state = 'present' } = item.fields;
  if (!isSettled(state, "'state'", item.at('state'), item.report)) return undefined;
  if (state === 'present' || state === 'absent') return state;
  item.report('wrong-type', item.at('state'), { problem: "'state' is present or absent" });
  return undefined;
}

/** Whether an argument says where a group is. */
export function isPlace(key: string): boolean {
  return PLACE.test(key);
}

const PLACE =
  /^(?:vpc_id|(?:\w+_)?region|(?:\w+_)?profile|(?:\w+_)*access_key(?:_id)?|(?:\w+_)?(?:url|config)|(?:\w+_)?(?:session|security|access)_token)$/;

/** What is not known of them is one and the same where it is written the same. */
function placeOf(item: Item, { written, around, task }: GroupTask): string {
  const keys = Object.keys(item.fields).filter((key) => isPlace(key) && item.fields[key] !== null);
  const values = keys
    .sort()
    .map((key) => [key, reasonIn(item.fields[key]) ? { is: written.fields[key] } : item.fields[key]]);
  const environment = [...around, task].map(({ fields }) => fields.environment ?? null);
  return JSON.stringify([values, environment.filter((one) => one !== null)]);
}
