import { expect, test } from 'vitest';
import { examples } from '../examples/examples.js';
import { generate, toYaml } from '../reference/generate.js';
import { DUT, type Scenario } from '../reference/model.js';
import { Random } from '../reference/random.js';
import { inTurn, sample } from '../support/sample.js';
import { mutations as ofIptables } from './iptables/mutations.js';
import { judge, type Result } from './judge.js';
import { type Mutation, mutations } from './mutations.js';
import { type Making, type Subject, subjectOf, subjectsOfExample } from './support.js';

/**
 * `SECGROUP_SEEDS` says how many random definitions are damaged, each once in every way. With `SECGROUP_TABLE`, what became of the
 * mutants is printed.
 */
const SEEDS = sample(4, 400, 5);
/** How often every example's script is damaged in every way. */
const ROUNDS = Math.ceil(SEEDS / 100);

/** What never changes the meaning of the scripts that are written today, and why. */
const changesNothing = {
  nftables: {
    'jump for goto': 'chains of protocols and ports are called by the last rule of their chain',
    'leave an old chain': 'the chain is empty and accepts',
    'answer without a limit': 'how many answers are given is not proven',
  },
  iptables: {
    'change a policy': 'the chain that a hook calls decides about every packet',
    'lose a policy': 'as above',
    'jump for goto': 'what a chain does not decide is dropped, by the calling chain or by the one before it',
    'answer without a limit': 'as of nftables',
  },
  ipset: {
    'change a policy': 'as of iptables',
    'lose a policy': 'as of iptables',
    'jump for goto': 'as of iptables',
    'answer without a limit': 'as of nftables',
  },
} as const;

/**
 * What changes the meaning in few scripts, so that few definitions may show none: behind most jumps of iptables comes nothing
 * that what falls through could match. Rules for a protocol come behind those for all, and UDP behind an AH header behind AH.
 */
const changesLittle: readonly string[] = ['goto for jump'];

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
  'every mutant is refused with a true witness, or means the same: $making',
  async ({ making, mutations, harmless, kinds }) => {
    const results = new Map<string, Counts>();
    const damage = (subject: Subject, scenario: Scenario | Subject, seed: number) => {
      for (const [name, mutate] of Object.entries(mutations)) {
        const script = mutate(subject.script, new Random(seed));
        if (script === undefined || script === subject.script) continue;
        const counts = results.get(name) ?? { witness: 0, 'not read': 0, 'same meaning': 0 };
        results.set(name, counts);
        counts[judge({ ...subject, script }, scenario)]++;
      }
    };
    for (let seed = 1; seed <= SEEDS; seed++) {
      const scenario = generate(seed);
      const subject = await subjectOf(toYaml(scenario), DUT, making);
      if (subject) damage(subject, scenario, seed);
    }
    for (const example of examples) {
      for (const subject of inTurn(await subjectsOfExample(example, making), 2)()) {
        for (let seed = 1; seed <= ROUNDS; seed++) damage(subject, subject, seed);
      }
    }
    if (process.env.SECGROUP_TABLE) printTable(making, results);
    const unseen = [...results].filter(([, counts]) => caught(counts) === 0).map(([name]) => name);
    expect(unseen.filter((name) => !changesLittle.includes(name))).toEqual(harmless);
    expect(results.size).toBeGreaterThan(kinds);
  },
);

type Counts = Record<Result, number>;

const caught = (counts: Counts) => counts.witness + counts['not read'];

/** A line for each kind of damage: mutants / caught (by a witness + not read) / of the same meaning. */
function printTable({ target }: Making, results: ReadonlyMap<string, Counts>): void {
  const lines = [...results].map(([name, counts]) => {
    const mutants = caught(counts) + counts['same meaning'];
    const told = `${counts.witness}+${counts['not read']}`;
    return `${target}: ${name}: ${mutants} / ${caught(counts)} (${told}) / ${counts['same meaning']}`;
  });
  console.info(lines.join('\n'));
}
