import { expect, it } from 'vitest';
import { examples } from '../../examples/examples.js';
import { subjectsOfExample } from '../../proof/support.js';
import { Random } from '../../reference/random.js';
import { sample } from '../../support/sample.js';
import { describeKernel } from '../rig/index.js';
import { judgeStructure, restructured } from './structure.js';

const seed = Number(process.env.SECGROUP_SEED ?? 1);
const COUNT = sample(400, 20_000, 2_000);

describeKernel('scripts for nft with lines that were lost, doubled, moved or put in', () => {
  it(`are loaded as the reader says, or refused, from seed ${seed}`, async () => {
    const [first, second] = await Promise.all(
      ['web-server', 'three-tier'].map(async (wanted) => {
        const [subject] = await subjectsOfExample(examples.find(({ name }) => name === wanted)!);
        return subject!.script;
      }),
    );
    const random = new Random(seed);
    const scripts = random.times(COUNT, () => restructured(first!, random));
    const { accepted, wrong } = judgeStructure(scripts, second!);
    expect(wrong).toEqual([]);
    expect(accepted).toBeGreaterThan(COUNT / 40);
  });
});
