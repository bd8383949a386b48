import { expect, it } from 'vitest';
import { sample } from '../support/sample.js';
import { agreementOn } from './agreement.js';
import { describeKernel } from './lab/index.js';

/** A sample of the soak in every run; `SECGROUP_SEED` chooses others. */
const DEFINITIONS = sample(4, 20);
const PACKETS = 150;

describeKernel('random definitions, packet by packet, on every target', () => {
  const first = Number(process.env.SECGROUP_SEED ?? 1);

  it(`${DEFINITIONS} definitions from seed ${first}`, async () => {
    console.info(`agreement: SECGROUP_SEED=${first}`);
    for (let seed = first; seed < first + DEFINITIONS; seed++) {
      const { differences } = await agreementOn(seed, PACKETS);
      expect(differences).toEqual([]);
    }
  });
});
