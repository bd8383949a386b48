import { expect, it } from 'vitest';
import { inTurn, sample } from '../support/sample.js';
import { agreementOn } from './agreement.js';
import { backends } from './backends.js';
import { describeKernel } from './rig/index.js';

/** A sample of the soak in every run; `SECGROUP_SEED` chooses others. */
const DEFINITIONS = sample(4, 20);
const PACKETS = 150;

/** Every definition on two kinds, so that each kind has one, and all with `npm run test:whole`. */
const turn = inTurn(backends, 2);

describeKernel('random definitions, packet by packet, on every target', () => {
  const first = Number(process.env.SECGROUP_SEED ?? 1);

  it(`${DEFINITIONS} definitions from seed ${first}`, async () => {
    console.info(`agreement: SECGROUP_SEED=${first}`);
    for (let seed = first; seed < first + DEFINITIONS; seed++) {
      const { differences } = await agreementOn(seed, PACKETS, turn());
      expect(differences).toEqual([]);
    }
  });
});
