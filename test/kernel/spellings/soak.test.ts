import { expect, it } from 'vitest';
import { describeKernel } from '../rig/index.js';
import { nftTrial } from './nft-trial.js';
import { type Trial, tried } from './trial.js';
import { xtablesTrial } from './xtables-trial.js';

/** `SECGROUP_SPELLINGS` says how many spellings of each kind (20,000), `SECGROUP_SEED` where to begin (anywhere). */
const count = Number(process.env.SECGROUP_SPELLINGS ?? 20_000);
const first = Number(process.env.SECGROUP_SEED ?? Math.floor(Math.random() * 1_000_000_000));

/** So many from one seed, so that what is wrong is found again soon. */
const EACH = 1_000;

function soak<Case>(trial: Trial<Case>): void {
  const total = { accepted: 0, refused: 0 };
  for (let done = 0, seed = first; done < count; done += EACH, seed++) {
    const { accepted, refused, wrong } = tried(trial, seed, Math.min(EACH, count - done));
    total.accepted += accepted;
    total.refused += refused;
    console.info(`${trial.name}, seed ${seed}: ${total.accepted} accepted, ${total.refused} refused`);
    expect({ seed, wrong }).toEqual({ seed, wrong: [] });
  }
  expect(total.accepted).toBeGreaterThan(count / 20);
}

describeKernel('soak of spellings', () => {
  it(`${count} for nft from seed ${first}`, () => soak(nftTrial));
  it(`${count} for iptables and ipset from seed ${first}`, () => soak(xtablesTrial));
});
