import path from 'node:path';
import { analyse } from '../../../src/compiler/analyse.js';
import type { CompileOptions } from '../../../src/compiler/options.js';
import { collectAsync } from '../../../src/diagnostics/diagnostic.js';
import { readPaths } from '../../../src/document/file.js';
import { DEFAULT_SIZE_LIMIT } from '../../../src/document/size-limit.js';
import type { Trial } from '../../../src/lab/model.js';
import { runTest, type TestOptions } from '../../../src/lab/run-test.js';

export const examples = path.resolve(import.meta.dirname, '../../../examples');

export interface TryOptions extends Partial<Omit<TestOptions, 'compile'>> {
  readonly compile?: Partial<CompileOptions>;
}

/** Tries a definition with packets, and gives every trial. */
export async function tryPaths(
  paths: readonly string[],
  { compile = {}, ...options }: TryOptions = {},
): Promise<readonly Trial[]> {
  const whole: CompileOptions = {
    target: 'nftables',
    devices: new Map(),
    sizeLimit: DEFAULT_SIZE_LIMIT,
    ...compile,
  };
  const files = await collectAsync((report) => readPaths(paths, whole, report));
  const { value } = await analyse(files.value!, whole);
  const usual = { probes: undefined, seed: 1, keep: false, progress: () => {} };
  const outcome = await runTest(value!, { compile: whole, ...usual, ...options });
  if (!outcome.value) throw new Error(outcome.diagnostics.map(({ message }) => message).join('\n'));
  return outcome.value.findings.trials;
}

/** Those that did not do what the definition wants, in words. */
export function disagreements(trials: readonly Trial[]): readonly string[] {
  return trials
    .filter(({ wanted, seen }) => wanted.fate !== seen.fate)
    .map(({ probe: { from, to, family, traffic, purpose }, wanted, seen }) => {
      const ends = [from, to].map(({ host, address }) =>
        host === undefined ? address : `${host} ${address}`,
      );
      const problem = 'problem' in seen ? `: ${seen.problem}` : '';
      const what = `${family} ${Object.values(traffic).join('/')}`;
      return `${ends.join(' > ')} ${what} (${purpose}): wanted ${wanted.fate}, seen ${seen.fate}${problem}`;
    });
}
