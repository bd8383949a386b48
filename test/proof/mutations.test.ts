import { expect, test } from 'vitest';
import { generate, toYaml } from '../reference/generate.js';
import { DUT } from '../reference/model.js';
import { Random } from '../reference/random.js';
import { mutations as ofIptables } from './iptables/mutations.js';
import { judge, type Result } from './judge.js';
import { type Mutation, mutations } from './mutations.js';
import { type Making, subjectOf } from './support.js';

const SEEDS = 20;

/** What never changes the meaning of the scripts that are written today, and why. */
const changesNothing = {
  nftables: {
    'jump for goto': 'chains of protocols and ports are called by the last rule of their chain',
  },
  iptables: {
    'change a policy': 'the chain that a hook calls decides about every packet',
    'lose a policy': 'as above',
    'goto for jump': 'what a chain does not decide is dropped, by the calling chain or by the one before it',
    'jump for goto': 'as above',
  },
  ipset: {
    'change a policy': 'as of iptables',
    'lose a policy': 'as of iptables',
    'goto for jump': 'as of iptables',
    'jump for goto': 'as of iptables',
  },
} as const;

interface Case {
  readonly making: Making;
  readonly mutations: Readonly<Record<string, Mutation>>;
  /** Mutations that are never refused. */
  readonly harmless: readonly string[];
  readonly kinds: number;
}

const cases: readonly Case[] = [
  { making: { target: 'nftables' }, mutations, harmless: Object.keys(changesNothing.nftables), kinds: 30 },
  {
    making: { target: 'iptables', treeRun: 2 },
    mutations: ofIptables,
    harmless: Object.keys(changesNothing.iptables),
    kinds: 40,
  },
  {
    making: { target: 'ipset' },
    mutations: ofIptables,
    harmless: Object.keys(changesNothing.ipset),
    kinds: 45,
  },
];

test.each(cases)(
  'every mutant of random definitions is refused with a true witness, or means the same: $making',
  async ({ making, mutations, harmless, kinds }) => {
    const results = new Map<string, Record<Result, number>>();
    for (let seed = 1; seed <= SEEDS; seed++) {
      const scenario = generate(seed);
      const subject = await subjectOf(toYaml(scenario), DUT, making);
      if (!subject) continue;
      for (const [name, mutate] of Object.entries(mutations)) {
        const script = mutate(subject.script, new Random(seed));
        if (script === undefined || script === subject.script) continue;
        const counts = results.get(name) ?? { witness: 0, 'not read': 0, 'same meaning': 0 };
        results.set(name, counts);
        counts[judge({ ...subject, script }, scenario)]++;
      }
    }
    if (process.env.SECGROUP_TABLE) console.table(Object.fromEntries(results));
    const unseen = [...results].filter(([, counts]) => counts.witness + counts['not read'] === 0);
    expect(unseen.map(([name]) => name)).toEqual(harmless);
    expect(results.size).toBeGreaterThan(kinds);
  },
  120_000,
);
