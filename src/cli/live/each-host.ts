import { visible } from '../../diagnostics/visible.js';
import { MachineError } from '../../machine/errors.js';

/** So many machines are asked at a time. */
const AT_A_TIME = 8;

/** What came of one host: a value, or why there is none. */
export interface Asked<T> {
  readonly value?: T;
  readonly error?: MachineError;
}

/** Does the same for each, a few at a time. What one machine lacks keeps no other from its turn. */
export async function eachOf<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly Asked<R>[]> {
  const results: Asked<R>[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [at, item] of waiting) results[at] = await asked(() => work(item));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return results;
}

async function asked<R>(work: () => Promise<R>): Promise<Asked<R>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof MachineError) return { error };
    throw error;
  }
}

/** Says of each machine that lacks something which it is. The only one of a command is not named: its error says it all. */
export function tellFailures(
  names: readonly (string | undefined)[],
  results: readonly Asked<unknown>[],
): boolean {
  const failed = results.flatMap(({ error }, at) => (error ? [{ error, name: names[at] }] : []));
  if (results.length === 1 && failed[0]) throw failed[0].error;
  for (const { name, error } of failed)
    process.stderr.write(`secgroup: ${visible(`${name}: ${error.message}`)}\n`);
  return failed.length > 0;
}
