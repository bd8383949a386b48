import { expect, it } from 'vitest';
import { describeKernel } from '../rig/index.js';
import { nftTrial } from './nft-trial.js';
import { tried } from './trial.js';
import { xtablesTrial } from './xtables-trial.js';

/** `SECGROUP_SEED` chooses others; `npm run soak` tries thousands. */
const seed = Number(process.env.SECGROUP_SEED ?? 1);

describeKernel('the kernel holds what the reader says', () => {
  it(`of spellings for nft, from seed ${seed}`, () => {
    const { accepted, wrong } = tried(nftTrial, seed, 400);
    expect(wrong).toEqual([]);
    expect(accepted).toBeGreaterThan(40);
  });

  it(`of spellings for iptables and ipset, from seed ${seed}`, () => {
    const { accepted, wrong } = tried(xtablesTrial, seed, 300);
    expect(wrong).toEqual([]);
    expect(accepted).toBeGreaterThan(40);
  });
});
