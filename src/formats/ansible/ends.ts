import type { Item } from '../shared/item.js';
import { calledModules } from './modules.js';
import { isPlay, type Nesting } from './tasks.js';

/** Tasks with the one before each that ends their play, or may: `meta: end_play`, or `fail` without a condition. */
export function withEnds(tasks: readonly Nesting[]): readonly Nesting[] {
  const ends = new Map<Item | undefined, Nesting['doubt']>();
  return tasks.map((nesting) => {
    const [root] = nesting.around;
    const play = root && isPlay(root) ? root : undefined;
    const ended = ends.get(play);
    const end = ended ?? endOf(nesting);
    if (end) ends.set(play, end);
    return ended ? { ...nesting, doubt: ended } : nesting;
  });
}

const ENDS = /^\s*end_(?:play|host|batch|role)\s*$/;

function endOf({ around, task, atTimes }: Nesting): Nesting['doubt'] {
  const found = calledModules(task).find(
    ({ module, value }) =>
      (module === 'meta' && typeof value === 'string' && ENDS.test(value)) ||
      (module === 'fail' && atTimes === undefined && ![...around, task].some((one) => one.has('when'))),
  );
  const why = 'depends on a task before it, which may end the play';
  return found && { why, at: task, key: found.key };
}
