import type { BegunFlows } from '../proof/begun.js';
import { begunIn } from './begun-file.js';
import type { About, Generations } from './generations.js';

/** What has let flows begin since a machine was booted, beside what applies now. */
export interface Earlier {
  readonly scripts: readonly string[];
  /** Of flows that rules before those let begin, and that their last does not. */
  readonly begun: readonly BegunFlows[];
}

/**
 * What came before a generation. What the one before was worked out to end stands for all before it; where that is not kept, or cannot be
 * read, all scripts that are kept are asked.
 */
export async function earlierThan({ number, boot }: About, generations: Generations): Promise<Earlier> {
  const all = (await generations.list()).filter((one) => one.number < number);
  const last = all.at(-1);
  if (!last) return { scripts: [], begun: [] };
  // Connection tracking began anew: only what the boot has loaded has let flows begin since.
  if (last.boot !== boot) {
    const loaded = await generations.confirmed();
    return { scripts: loaded ? [await generations.script(loaded.number)] : [], begun: [] };
  }
  const begun = begunIn(await generations.begun(last.number));
  const asked = begun ? [last] : all;
  return { scripts: await generations.scripts(asked.map((one) => one.number)), begun: begun ?? [] };
}
