import { expect, it } from 'vitest';
import { Random } from '../../reference/random.js';
import { describeKernel, describeProbe, runBatch, SCRIPT } from '../rig/index.js';
import { type NftCase, nftScript, wholeNftCase } from './nft-judge.js';
import { nftTrial } from './nft-trial.js';
import { type Foretold, foretold, plan } from './packets.js';

/** At least so many spellings that the reader accepts get packets, and so many packets of either fate are sent. */
const SPELLINGS = 12;
const OF_EACH_FATE = 6;
const seed = Number(process.env.SECGROUP_SEED ?? 1);

interface Case {
  readonly one: NftCase;
  readonly packets: readonly Foretold[];
}

function acceptedCases(): readonly Case[] {
  const random = new Random(seed);
  const cases: Case[] = [];
  for (let index = 0; !isEnough(cases); index++) {
    const one = { ...nftTrial.make(random, index), hook: 'input' } as const;
    if (nftTrial.isAccepted(one)) cases.push({ one, packets: foretold(wholeNftCase(one)) });
  }
  return cases;
}

function isEnough(cases: readonly Case[]): boolean {
  const passing = cases.flatMap(({ packets }) => packets).map(({ passes }) => passes);
  const counts = [true, false].map((fate) => passing.filter((passes) => passes === fate).length);
  return cases.length >= SPELLINGS && counts.every((count) => count >= OF_EACH_FATE);
}

describeKernel('the kernel does with packets what the reader says', () => {
  it(`of spellings for nft, from seed ${seed}`, async () => {
    const cases = acceptedCases();
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
  });
});
