import { describe, test } from 'vitest';
import { sample } from '../support/sample.js';

/** What is tried on many definitions, a few of them in each test so that none takes long. */
const ALL = sample(16, 3_000);
const STEP = 10;

/** Tries something on the definitions of so many seeds. */
export function onManyDefinitions(what: string, attempt: (seed: number) => Promise<void>): void {
  const starts = Array.from({ length: ALL / STEP }, (_, i) => 1 + i * STEP);
  describe(`${ALL} random definitions ${what}`, () => {
    test.each(starts)('from %i', async (start) => {
      for (let seed = start; seed < start + STEP; seed++) await attempt(seed);
    });
  });
}
