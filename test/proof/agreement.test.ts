import { expect, test } from 'vitest';
import { backendOf } from '../../src/backend/registry.js';
import { Denotation } from '../../src/proof/denote.js';
import { ACCEPT, Diagrams, DROP, PROHIBIT, RESET } from '../../src/proof/diagram/diagrams.js';
import { Meaning } from '../../src/proof/meaning.js';
import { trace } from '../../src/proof/trace.js';
import { Reasons } from '../../src/proof/why.js';
import { fateOf } from '../reference/evaluate.js';
import { generate, toYaml } from '../reference/generate.js';
import { DUT } from '../reference/model.js';
import { probesFor } from '../reference/probes.js';
import { sample } from '../support/sample.js';
import { devices, type Making, packetOfProbe, proofOf, subjectOf } from './support.js';

const PROBES = 60;

const never = (line: number, problem: string): never => {
  throw new Error(`${line}: ${problem}`);
};

const fates = new Map([
  [ACCEPT, 'accept'],
  [DROP, 'drop'],
  [RESET, 'reset'],
  [PROHIBIT, 'prohibit'],
]);

/** Everything that says what happens to a packet, by the reference evaluator's opinion. */
async function disagreements(seed: number, making: Making): Promise<readonly string[] | undefined> {
  const scenario = generate(seed);
  const subject = await subjectOf(toYaml(scenario), DUT, making);
  if (!subject) return undefined;
  const { policy, script, target = 'nftables' } = subject;
  const firewall = backendOf(target).read(script, never);
  const diagrams = new Diagrams();
  const denotation = new Denotation(diagrams, firewall, devices, never);
  const meaning = new Meaning(diagrams, policy, devices);
  const reasons = new Reasons(policy);
  const wrong = proofOf(subject).map(({ message }) => `seed ${seed}: ${message}`);
  for (const probe of probesFor(scenario, seed, PROBES)) {
    const packet = packetOfProbe(probe);
    const leaf = (node: number) => {
      const end = diagrams.evaluate(node, (rank) => packet.values.get(rank)!);
      return fates.get(end) ?? `leaf ${end}`;
    };
    const opinions = {
      reference: fateOf(scenario, probe),
      script: leaf(denotation.path(packet.path)),
      meaning: leaf(meaning.path(packet.path)),
      trace: trace(firewall, packet).verdict,
      why: reasons.of(packet).verdict,
    };
    if (new Set(Object.values(opinions)).size > 1)
      wrong.push(`seed ${seed}: ${JSON.stringify(probe)} ${JSON.stringify(opinions)}`);
  }
  return wrong;
}

/** Trees of iptables with short runs are deep even where few peers are. */
const makings: readonly (readonly [seeds: number, making: Making])[] = [
  [sample(40, 3_000), { target: 'nftables' }],
  [sample(12, 1_000), { target: 'iptables' }],
  [sample(12, 1_000), { target: 'iptables', xtables: 'legacy', treeRun: 1 }],
  [sample(12, 1_000), { target: 'ipset', xtables: 'nft' }],
  [sample(12, 1_000), { target: 'ipset', treeRun: 1 }],
];

test.each(makings)(
  'of %i definitions, the reference evaluator, the meaning, the script read back and a walk through its rules agree: %o',
  async (seeds, making) => {
    const all: (readonly string[] | undefined)[] = [];
    for (let seed = 1; seed <= seeds; seed++) all.push(await disagreements(seed, making));
    expect(all.flatMap((one) => one ?? [])).toEqual([]);
    expect(all.filter((one) => one !== undefined).length).toBeGreaterThan(seeds * 0.8);
  },
);
