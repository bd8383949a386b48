import { describe, test } from 'vitest';

/** What is tried on 500 definitions, a few of them in each test so that none takes long. */
const ALL = 500;
const STEP = 25;

/** For machines that are busy with other things. */
const TIMEOUT = 600_000;

/** Tries something on the definitions of 500 seeds. */
export function on500Definitions(what: string, attempt: (seed: number) => Promise<void>): void {
  const starts = Array.from({ length: ALL / STEP }, (_, i) => 1 + i * STEP);
  describe(`500 random definitions ${what}`, () => {
    test.each(starts)(
      'from %i',
      async (start) => {
        for (let seed = start; seed < start + STEP; seed++) await attempt(seed);
      },
      TIMEOUT,
    );
  });
}
