import { afterEach, expect, it } from 'vitest';
import { allowed, explain } from '../../reference/evaluate.js';
import { generate, toYaml } from '../../reference/generate.js';
import { DUT, type Group, type ProbePacket, type Rule, type Scenario } from '../../reference/model.js';
import { probesFor } from '../../reference/probes.js';
import { Random } from '../../reference/random.js';
import { sample } from '../../support/sample.js';
import { planOf, toProbe } from '../agreement.js';
import { describeKernel, type Probe } from '../rig/index.js';
import { kindsInTurn } from './kinds-in-turn.js';
import { type LiveMachine, openMachine } from './live-machine.js';

/** Definitions, and changes of each; `SECGROUP_SEED` chooses others. */
const DEFINITIONS = sample(1, 20, 2);
const CHANGES = sample(2, 10, 4);
const PACKETS = 100;

const kinds = kindsInTurn();

let machine: LiveMachine | undefined;

afterEach(() => machine?.close());

describeKernel('random changes, one after the other, while packets come', () => {
  it.each(kinds())(
    '$name: what both allow passes, what both refuse does not, and then all agree',
    async (loading) => {
      const first = Number(process.env.SECGROUP_SEED ?? 1);
      console.info(`random changes: SECGROUP_SEED=${first}`);
      for (let seed = first; seed < first + DEFINITIONS; seed++) {
        const whole = generate(seed);
        machine = await openMachine(planOf(whole), loading);
        let now: Scenario | undefined;
        for (let change = 0; change < CHANGES; change++) {
          const next = fewer(whole, new Random(seed * 1_000 + change));
          if (!(await changed(machine, now, next, probesFor(whole, seed + change, PACKETS)))) break;
          now = next;
        }
        await machine.close();
        machine = undefined;
      }
    },
  );
});

/** The same definition with about two thirds of its rules. */
function fewer({ seed, definition }: Scenario, random: Random): Scenario {
  const some = (rules: readonly Rule[] | undefined) => rules?.filter(() => random.chance(0.67));
  const groups = Object.entries(definition.groups).map(([name, { ingress, egress, ...group }]) => [
    name,
    {
      ...group,
      ...(ingress && { ingress: some(ingress) }),
      ...(egress && { egress: some(egress) }),
    } as Group,
  ]);
  return { seed, definition: { ...definition, groups: Object.fromEntries(groups) } };
}

/** Applies a definition while packets come in. False: the target cannot express it, and says so. */
async function changed(
  { lab, write, secgroup }: LiveMachine,
  now: Scenario | undefined,
  next: Scenario,
  packets: readonly ProbePacket[],
): Promise<boolean> {
  const fates = packets.map((packet) => [now && allowed(now, packet), allowed(next, packet)] as const);
  const told = (id: number) => `${JSON.stringify(packets[id])}\n${explain(next, packets[id]!)}`;
  const probes = packets.map(toProbe);
  const wrong = (some: readonly Probe[], arrived: ReadonlySet<number>, passes: (id: number) => boolean) =>
    some.filter(({ id }) => arrived.has(id) !== passes(id)).map(({ id }) => told(id));

  const steady = probes.filter(
    ({ id, direction }) => direction === 'ingress' && fates[id]![0] === fates[id]![1],
  );
  const file = await write('next.yaml', toYaml(next));
  let isDone = false;
  const applying = secgroup('apply', file, '--host', DUT, '--yes', '--confirm', '0').finally(() => {
    isDone = true;
  });
  await lab.forget();
  while (!isDone)
    expect(
      wrong(steady, await lab.probe(steady), (id) => fates[id]![1]),
      'while it changes',
    ).toEqual([]);
  const { exitCode, stderr } = await applying;
  if (/not-expressible|Message too long/.test(stderr)) return false;
  expect(exitCode === 0 ? '' : stderr).toBe('');

  // What was let in before, and is not any more, has ended.
  const ended = probes.filter(({ id, direction }) => direction === 'ingress' && !fates[id]![1]);
  expect(
    wrong(ended, await lab.probe(ended), () => false),
    'what was revoked',
  ).toEqual([]);
  for (const direction of ['ingress', 'egress'] as const) {
    await lab.forget();
    const some = probes.filter((probe) => probe.direction === direction);
    expect(
      wrong(some, await lab.probe(some), (id) => fates[id]![1]),
      direction,
    ).toEqual([]);
  }
  return true;
}
