import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { backends } from '../backends.js';
import { describeKernel } from '../rig/index.js';
import { underLoad } from './load.js';
import { disagreements, examples, type TryOptions, tryPaths } from './support.js';

/** `npm run soak`: no false alarm, however often and on however busy a machine. `SECGROUP_RUNS` says how many in a row (50). */
const runs = Number(process.env.SECGROUP_RUNS ?? 50);

const example = path.join(examples, 'three-tier.yaml');

describeKernel('soak of the laboratory', () => {
  const some = backends.filter(({ name }) => name === 'nftables' || name === 'iptables-legacy');
  describe.each(some)('on $name', ({ name, options: compile }) => {
    it(`${runs} runs in a row agree`, async () => {
      await repeat(`${name}, in a row`, runs, { compile });
    });

    it('10 runs on busy cores agree', async () => {
      await underLoad(() => repeat(`${name}, on busy cores`, 10, { compile }));
    });

    it('runs at the same time agree', async () => {
      const two = [1, 2].map((number) => repeat(`${name}, beside another (${number})`, 10, { compile }));
      await Promise.all(two);
    });
  });
});

/** Other random probes each time. */
async function repeat(what: string, times: number, options: TryOptions): Promise<void> {
  const wrong: string[] = [];
  const seconds: number[] = [];
  let probes = 0;
  for (let seed = 1; seed <= times; seed++) {
    const begin = performance.now();
    const trials = await tryPaths([example], { ...options, seed });
    seconds.push((performance.now() - begin) / 1000);
    probes += trials.length;
    wrong.push(...disagreements(trials).map((one) => `run ${seed}: ${one}`));
  }
  const [median, most] = [seconds.toSorted((a, b) => a - b)[times >> 1]!, Math.max(...seconds)];
  console.info(
    `soak: ${what}: ${times} runs, ${probes} probes, ${wrong.length} disagreements; a run took ${median.toFixed(1)} s, at most ${most.toFixed(1)} s`,
  );
  expect(wrong).toEqual([]);
}
