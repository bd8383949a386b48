import { groupBy } from '../../definition/group-by.js';
import type { Item } from '../shared/item.js';
import { elsewhereIn } from './elsewhere.js';
import { type Files, fileOf } from './files.js';
import type { GroupTask } from './group-task.js';
import { scopesOf } from './loops.js';
import { runs } from './runs.js';
import type { Scope } from './scope.js';
import { type Doubt, isPlay, type Nesting } from './tasks.js';

/** A file that a task includes, and why that may not be; absent where it surely does. */
export interface Included {
  readonly by: string;
  readonly file: string;
  readonly doubt: Doubt | undefined;
}

/** The files of the input that a task includes. */
export function includedBy(nesting: Nesting, scope: Scope, files: Files): readonly Included[] {
  const { task } = nesting;
  const elsewhere = isPlay(task) ? [] : elsewhereIn(task);
  if (elsewhere.length === 0) return [];
  const by = fileOf(task.span.source.name);
  const doubt = doubtOf({ ...nesting, task: task.silent() }, scope);
  return elsewhere.flatMap((one) => files.of(one).map((file) => ({ by, file, doubt })));
}

/** The files of the input that the roles of a play are. */
export function rolesOf(play: Item, files: Files): readonly Included[] {
  const by = fileOf(play.span.source.name);
  return elsewhereIn(play).flatMap((elsewhere) => {
    const isSure = !elsewhere.isConditional && !play.has('when') && !play.has('tags');
    const doubt = isSure ? undefined : { why: DEPENDS, at: play, key: elsewhere.key };
    return files.of(elsewhere).map((file) => ({ by, file, doubt }));
  });
}

const DEPENDS = 'depends on whether its file is included';

function doubtOf(nesting: Nesting, scope: Scope): Doubt | undefined {
  const { task } = nesting;
  const unsure: Doubt = { why: DEPENDS, at: task, key: elsewhereIn(task)[0]!.key };
  const all = scopesOf(task, scope).map((one): Doubt | undefined => {
    const verdict = runs(nesting, one.scope);
    if (typeof verdict === 'object') return { ...verdict, why: `${DEPENDS}, which ${verdict.why}` };
    return verdict && one.isSure ? undefined : unsure;
  });
  return all.length === 0 ? unsure : all.includes(undefined) ? undefined : all[0];
}

/** Tasks of files that may not be included, with the reason. A file that nothing includes is run as it is. */
export function withDoubts(
  tasks: readonly GroupTask[],
  included: readonly Included[],
  files: Files,
): readonly GroupTask[] {
  const byOthers = included.filter(({ by, file }) => by !== file);
  const byFile = groupBy(byOthers, ({ file }) => file);
  const sure = filesThatRun(byFile, tasks, files);
  return tasks.map((groupTask) => {
    const file = fileOf(groupTask.task.span.source.name);
    if (groupTask.doubt || sure.has(file)) return groupTask;
    const found = byFile.get(file)?.find(({ doubt }) => doubt)?.doubt;
    const why = HANDLERS.test(file) ? 'depends on whether a task notifies the handler' : DEPENDS;
    return { ...groupTask, doubt: found ?? { why, at: groupTask.task, key: 'name' } };
  });
}

const HANDLERS = /(?:^|\/)handlers\/[^/]+$/;

/** Files that nothing includes and that are no part of something else, and what those surely include. */
function filesThatRun(
  byFile: ReadonlyMap<string, readonly Included[]>,
  tasks: readonly GroupTask[],
  files: Files,
): ReadonlySet<string> {
  const all = [...byFile.values()].flat();
  const names = new Set([
    ...tasks.map(({ task }) => fileOf(task.span.source.name)),
    ...all.map(({ by }) => by),
  ]);
  const sure = new Set(
    [...names].filter((name) => !byFile.has(name) && !HANDLERS.test(name) && !files.isFurther(name)),
  );
  const surely = all.filter(({ doubt }) => !doubt);
  const from = groupBy(surely, ({ by }) => by);
  const left = [...sure];
  for (let one = left.pop(); one !== undefined; one = left.pop())
    for (const { file } of from.get(one) ?? []) {
      if (sure.has(file)) continue;
      sure.add(file);
      left.push(file);
    }
  return sure;
}
