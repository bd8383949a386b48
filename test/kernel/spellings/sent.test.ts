import { expect, it } from 'vitest';
import { Random } from '../../reference/random.js';
import { describeKernel, describeProbe, runBatch, SCRIPT } from '../lab/index.js';
import { type NftCase, nftScript, wholeNftCase } from './nft-judge.js';
import { nftTrial } from './nft-trial.js';
import { foretold, plan } from './packets.js';

/** So many spellings that the reader accepts get packets. */
const SPELLINGS = 12;
const seed = Number(process.env.SECGROUP_SEED ?? 1);

function acceptedCases(): readonly NftCase[] {
  const random = new Random(seed);
  const cases: NftCase[] = [];
  for (let index = 0; cases.length < SPELLINGS; index++) {
    const one = { ...nftTrial.make(random, index), hook: 'input' } as const;
    if (nftTrial.isAccepted(one)) cases.push(one);
  }
  return cases;
}

describeKernel('the kernel does with packets what the reader says', () => {
  it(`of spellings for nft, from seed ${seed}`, async () => {
    const cases = acceptedCases().map((one) => ({ one, packets: foretold(wholeNftCase(one)) }));
    const runs = cases.map(({ one, packets }) => ({
      name: one.rule,
      script: nftScript([one]),
      load: ['nft', '-f', SCRIPT],
      probes: packets.map(({ probe }) => probe),
    }));
    const results = await runBatch(plan, runs);
    const wrong = cases.flatMap(({ one, packets }, n) =>
      packets
        .filter(({ probe, passes }) => results[n]!.arrived.has(probe.id) !== passes)
        .map(
          ({ probe, passes }) => `${one.rule}: ${passes ? 'lost' : 'let through'}: ${describeProbe(probe)}`,
        ),
    );
    expect(
      results.filter(({ load }) => load.exitCode !== 0).map(({ name, load }) => [name, load.stderr]),
    ).toEqual([]);
    expect(wrong).toEqual([]);
    const all = cases.flatMap(({ packets }) => packets);
    expect(all.filter(({ passes }) => passes).length).toBeGreaterThan(SPELLINGS / 2);
    expect(all.filter(({ passes }) => !passes).length).toBeGreaterThan(SPELLINGS / 2);
  });
});
