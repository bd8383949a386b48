import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type Making, subjectOf } from '../proof/support.js';
import { allowed } from '../reference/evaluate.js';
import { generate, toYaml } from '../reference/generate.js';
import { DUT } from '../reference/model.js';
import { Random } from '../reference/random.js';
import { inTurn, sample } from '../support/sample.js';
import { planOf } from './agreement.js';
import { backends, type Loading } from './backends.js';
import { describeKernel } from './rig/index.js';
import { type Confirmed, confirmWitnesses, planFor } from './witness.js';

/** Random definitions for each backend, of which each has its own. */
const SEEDS = sample(1, 100);
/** Damaged scripts that are loaded, of each definition. */
const MUTANTS = sample(2, 4, 4);

/** The simplest and the richest; the others with every combination. */
const turn = inTurn(
  [...backends].sort((a, b) => rank(a) - rank(b)),
  2,
);
function rank({ name }: Loading): number {
  return name === 'nftables' || name === 'ipset-nft' ? 0 : 1;
}

const examples = [
  ['three-tier', 'app-1'],
  ['early-drop/early-drop', 'web-1'],
  ['web-server/web-server', 'web-1'],
] as const;

/** Short runs, so that most definitions need trees. */
const makingOf = ({ options: { target, xtables } }: Loading): Making => ({
  target,
  ...(xtables && { xtables }),
  treeRun: 2,
});

async function ofDefinitions(backend: Loading): Promise<readonly Confirmed[]> {
  const found: Confirmed[] = [];
  const first = 1 + backends.indexOf(backend) * SEEDS;
  for (let seed = first; seed < first + SEEDS; seed++) {
    const scenario = generate(seed);
    const subject = await subjectOf(toYaml(scenario), DUT, makingOf(backend));
    if (!subject) continue;
    const random = new Random(seed);
    const meant = allowed.bind(undefined, scenario);
    found.push(await confirmWitnesses(backend, subject, planOf(scenario), random, MUTANTS, meant));
  }
  return found;
}

/** One of the examples. */
async function ofExample(backend: Loading): Promise<Confirmed> {
  const n = backends.indexOf(backend);
  const [example, host] = examples[n % examples.length]!;
  const text = await readFile(path.resolve(`examples/${example}.yaml`), 'utf8');
  const subject = (await subjectOf(text, host, makingOf(backend)))!;
  return confirmWitnesses(backend, subject, planFor(subject.policy), new Random(n), MUTANTS);
}

const sum = (all: readonly Confirmed[], count: (one: Confirmed) => number) =>
  all.reduce((total, one) => total + count(one), 0);

describeKernel('the kernel does with a witness what the proof says', () => {
  it.each(turn())('for damaged scripts, and the other thing for whole ones: $name', async (backend) => {
    const found = [...(await ofDefinitions(backend)), await ofExample(backend)];
    if (process.env.SECGROUP_TABLE)
      console.table({
        accepted: sum(found, (one) => one.accepted),
        dropped: sum(found, (one) => one.dropped),
        kinds: new Set(found.flatMap(({ mutations }) => [...mutations])).size,
      });
    expect(found.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(sum(found, (one) => one.accepted)).toBeGreaterThan(0);
    expect(sum(found, (one) => one.dropped)).toBeGreaterThan(0);
  });
});
