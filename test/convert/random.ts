import { describe, test } from 'vitest';

/** What is tried on many definitions, a few of them in each test so that none takes long: on 500 where SECGROUP_SEEDS says so. */
const ALL = Number(process.env.SECGROUP_SEEDS ?? 100);
const STEP = 25;

/** Tries something on the definitions of so many seeds. */
export function onManyDefinitions(what: string, attempt: (seed: number) => Promise<void>): void {
  const starts = Array.from({ length: ALL / STEP }, (_, i) => 1 + i * STEP);
  describe(`${ALL} random definitions ${what}`, () => {
    test.each(starts)('from %i', async (start) => {
      for (let seed = start; seed < start + STEP; seed++) await attempt(seed);
    });
  });
}
