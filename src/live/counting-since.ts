import { bootIdOf, type Machine, uptimeOf } from '../machine/machine.js';
import type { Generations } from './generations.js';

/** Scripts may be long; to have looked at these tells enough. */
const LOOKED_AT = 10;

/**
 * Since when counters count, by name, as ISO 8601 in UTC: since the first of the last generations that all have them, or since the machine was booted.
 * One that has no time is not counted with by what was confirmed last.
 */
export async function countingSince(
  machine: Machine,
  generations: Generations,
): Promise<ReadonlyMap<string, string>> {
  const confirmed = (await generations.list()).filter((one) => one.confirmed !== undefined);
  const boot = await bootIdOf(machine);
  const booted = new Date(Date.now() - 1000 * (await uptimeOf(machine))).toISOString();
  const since = new Map<string, string>();
  // Names that every generation so far has had, from the last one on.
  let going: ReadonlySet<string> | undefined;
  for (const { number, applied, boot: of } of confirmed.slice(-LOOKED_AT).reverse()) {
    const names = countersOf(await generations.script(number));
    going = new Set([...names].filter((name) => going?.has(name) ?? true));
    for (const name of going) since.set(name, of === boot ? applied : booted);
    if (of !== boot || going.size === 0) break;
  }
  return since;
}

function countersOf(script: string): readonly string[] {
  return Array.from(script.matchAll(/^\tcounter (\S+) \{/gm), ([, name]) => name!);
}
