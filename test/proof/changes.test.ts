import { expect, test } from 'vitest';
import { changesBetween, firewallsCompared, inFewWords } from '../../src/proof/changes.js';
import type { Devices } from '../../src/proof/devices.js';
import { rankOf } from '../../src/proof/dimensions.js';
import type { Firewall } from '../../src/proof/firewall.js';
import type { Box } from '../../src/proof/join-boxes.js';
import { readNftables } from '../../src/proof/nftables/script.js';
import { deviceOf, type Packet } from '../../src/proof/packet.js';
import { trace } from '../../src/proof/trace.js';
import { holds } from '../../src/proof/values.js';
import { packetText } from '../../src/proof/words.js';
import { generate, toYaml } from '../reference/generate.js';
import { DUT } from '../reference/model.js';
import { Random } from '../reference/random.js';
import { sample } from '../support/sample.js';
import { packetsNear } from './packets.js';
import { subjectOf } from './support.js';

const PACKETS = 100;

const never = (line: number, problem: string): never => {
  throw new Error(`${line}: ${problem}`);
};

/** Scripts of random definitions. */
async function scripts(count: number): Promise<readonly string[]> {
  const made = await Promise.all(
    Array.from({ length: count }, (_, seed) => subjectOf(toYaml(generate(seed + 1)), DUT)),
  );
  return made.flatMap((subject) => (subject ? [subject.script] : []));
}

function isIn(packet: Packet, box: Box, devices: Devices): boolean {
  return box.every(({ dimension, set }) => {
    if (dimension !== rankOf('inDevice') && dimension !== rankOf('outDevice'))
      return holds(set, packet.values.get(dimension)!);
    const name = deviceOf(packet, dimension === rankOf('inDevice') ? 'inDevice' : 'outDevice');
    const known = devices.names.indexOf(name);
    return holds(set, known < 0 ? devices.names.length - 1 : known);
  });
}

const passes = (firewall: Firewall, packet: Packet) => trace(firewall, packet).verdict === 'accept';

test('a packet is in one change if firewalls differ about it, and in none if they do not', async () => {
  const all = await scripts(sample(24, 1_000));
  let [differing, otherwise] = [0, 0];
  for (const [at, after] of all.entries()) {
    const before = all[(at + 1) % all.length]!;
    const [old, next] = [before, after].map((script) => readNftables(script, never)) as [Firewall, Firewall];
    const changes = changesBetween(old, next, 5_000, never);
    expect(changes.more).toBe(0);
    const told = inFewWords(changes, () => '');
    expect(told.length).toBeLessThanOrEqual(changes.shown.length);
    for (const packet of packetsNear(before + after, new Random(at), PACKETS)) {
      const differs = passes(old, packet) !== passes(next, packet);
      if (differs) differing++;
      const refusal = trace(next, packet).verdict;
      if (!differs && trace(old, packet).verdict !== refusal) {
        expect(changes.refusals).toContainEqual(expect.objectContaining({ path: packet.path, refusal }));
        otherwise++;
      }
      for (const boxes of [changes.shown, told]) {
        const within = boxes.filter(
          ({ path, box }) => path === packet.path && isIn(packet, box, changes.devices),
        );
        expect(within.length, packetText(packet)).toBe(differs ? 1 : 0);
        if (differs) expect(within[0]!.after.verdict === 'accept').toBe(passes(next, packet));
      }
    }
    for (const { witness, refusal } of changes.refusals) {
      expect(trace(next, witness).verdict).toBe(refusal);
      expect([refusal, 'accept']).not.toContain(trace(old, witness).verdict);
    }
    for (const { witness, before: was, after: is } of changes.shown)
      expect([was.verdict, is.verdict]).toEqual([trace(old, witness).verdict, trace(next, witness).verdict]);
  }
  expect(differing).toBeGreaterThan(100);
  expect(otherwise).toBeGreaterThan(20);
});

test('what any of several firewalls let in is compared with the next', async () => {
  const all = await scripts(8);
  const [next, ...before] = all.map((script) => readNftables(script, never)) as [Firewall, ...Firewall[]];
  const changes = firewallsCompared(before, next, 20_000, never);
  expect(changes.more).toBe(0);
  for (const packet of packetsNear(all.join('\n'), new Random(1), 300)) {
    const differs = before.some((one) => passes(one, packet)) !== passes(next, packet);
    const within = changes.shown.filter(
      ({ path, box }) => path === packet.path && isIn(packet, box, changes.devices),
    );
    expect(within.length).toBe(differs ? 1 : 0);
  }
});

test('a firewall does what it does: nothing changes', async () => {
  const [script] = await scripts(1);
  const firewall = readNftables(script!, never);
  expect(changesBetween(firewall, firewall, 10, never)).toMatchObject({ shown: [], refusals: [], more: 0 });
});

test('what passes once enough was answered is a change', () => {
  const script = (last: string) =>
    `table inet secgroup\ndelete table inet secgroup\ntable inet secgroup {\nchain input {
type filter hook input priority filter; policy drop;
meta l4proto tcp limit rate 5/second reject with tcp reset
meta l4proto tcp ${last}\n}\n}\n`;
  const [old, next] = ['drop', 'accept'].map((last) => readNftables(script(last), never)) as [
    Firewall,
    Firewall,
  ];
  const { shown, refusals } = changesBetween(old, next, 10, never);
  expect(shown.map(({ before, after }) => [before.verdict, after.verdict])).toEqual([['drop', 'accept']]);
  expect(refusals).toEqual([]);
  expect(firewallsCompared([next], old, 10, never).shown).toHaveLength(1);
});
