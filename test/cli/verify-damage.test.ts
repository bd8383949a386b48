import path from 'node:path';
import { expect, test } from 'vitest';
import { exit } from '../../src/cli/exit.js';
import { goldenScript } from '../examples/golden-scripts.js';
import { commands, others, statements } from '../hostile/texts.js';
import { damaged } from '../proof/damage.js';
import { Random } from '../reference/random.js';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';
import { sample } from '../support/sample.js';

const RUNS = sample(20, 4_000);

const example = path.resolve('examples/three-tier.yaml');
const pieces = Object.values({ ...commands('/tmp/canary'), ...statements, ...others });

test.each([
  ['nftables', 'app-1.nft'],
  ['iptables', 'app-1.iptables.sh'],
  ['ipset', 'app-1.ipset.sh'],
])('a damaged script for %s is right, wrong or no text, and nothing else happens', async (target, file) => {
  const whole = goldenScript(`three-tier/${file}`);
  const random = new Random(9);
  const statuses = new Map<number, number>();
  for (let n = 0; n < RUNS; n++) {
    const text = damaged(whole, pieces, random);
    await withFiles({ [file]: text }, async (folder) => {
      const json = n % 2 === 0 ? ['--json'] : [];
      const args = [example, '--host', 'app-1', '--target', target, ...json];
      const { status, stdout, stderr } = await secgroup('verify', path.join(folder, file), ...args);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      // Wrong as a file: no text, or nothing in it.
      expect([exit.fine, exit.definitionWrong, exit.notProven]).toContain(status);
      expect(status === exit.fine).toBe(/enforces exactly|"proven": ?true/.test(stdout + stderr));
      if (json.length > 0) JSON.parse(stdout);
      else expect(stdout).toBe('');
      expect(stderr).not.toMatch(/[^\n\P{Cc}]|[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u);
    });
  }
  expect(statuses.get(exit.notProven)).toBeGreaterThan(RUNS / 2);
  expect(statuses.get(exit.fine)).toBeGreaterThan(0);
});
