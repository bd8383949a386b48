import path from 'node:path';
import { expect, it } from 'vitest';
import { describeKernel } from '../rig/index.js';
import { underLoad } from './load.js';
import { disagreements, examples, tryPaths } from './support.js';

const example = path.join(examples, 'early-drop');

/** A few of what `npm run soak` does many times. */
describeKernel('the same definition, again and again', () => {
  const run = async (seed: number) => disagreements(await tryPaths([example], { seed, probes: 500 }));

  it('agrees twice at the same time, on cores that are busy', async () => {
    expect(await underLoad(() => Promise.all([run(1), run(1)]))).toEqual([[], []]);
  });
});
