import { expect, it } from 'vitest';
import { Random } from '../../reference/random.js';
import { sample } from '../../support/sample.js';
import { describeKernel } from '../rig/index.js';
import { besideIptables, judgeBeside } from './beside-iptables.js';

const seed = Number(process.env.SECGROUP_SEED ?? 1);
const COUNT = sample(100, 5_000, 400);

describeKernel('what nft puts into tables of iptables', () => {
  it(`is shown by iptables-save as it is, or refused, from seed ${seed}`, () => {
    const random = new Random(seed);
    const { loaded, taken, wrong } = judgeBeside(
      random.times(COUNT, (index) => besideIptables(random, index)),
    );
    expect(wrong).toEqual([]);
    expect(loaded).toBeGreaterThan(COUNT / 3);
    expect(taken).toBeGreaterThan(COUNT / 20);
  });
});
