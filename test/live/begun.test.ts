import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { begunIn, begunText } from '../../src/live/begun-file.js';
import { earlierThan } from '../../src/live/earlier.js';
import { type About, Generations } from '../../src/live/generations.js';
import type { KnownFlow } from '../../src/live/known-flows.js';
import { begunBefore, revokedBy } from '../../src/live/revoked.js';
import { thisMachine } from '../../src/machine/here.js';
import { type BegunFlows, firewallOf } from '../../src/proof/begun.js';
import { areAlike, changesBetween } from '../../src/proof/changes.js';
import { rankOf } from '../../src/proof/dimensions.js';
import { begunLike, endedBy, MOST_ENDED } from '../../src/proof/ended.js';
import type { Firewall } from '../../src/proof/firewall.js';
import { readNftables } from '../../src/proof/nftables/script.js';
import type { Packet } from '../../src/proof/packet.js';
import { trace } from '../../src/proof/trace.js';
import { packetText } from '../../src/proof/words.js';
import { packetsNear } from '../proof/packets.js';
import { packetLike, subjectOf } from '../proof/support.js';
import { generate, toYaml } from '../reference/generate.js';
import { DUT } from '../reference/model.js';
import { Random } from '../reference/random.js';
import { sample } from '../support/sample.js';

const never = (line: number, problem: string): never => {
  throw new Error(`${line}: ${problem}`);
};

/** Rules that were worked out are loaded by nobody. */
const ignored = () => undefined;

const passes = (firewall: Firewall, packet: Packet) => trace(firewall, packet).verdict === 'accept';

const read = (script: string) => readNftables(script, never);

/** Only packets in state `new` begin a flow. */
const whereNew = (begun: readonly BegunFlows[]) =>
  begun.map((one) => ({
    ...one,
    sides: [
      { dimension: rankOf('state'), set: [0, 1] },
      ...one.sides.filter(({ dimension }) => dimension !== rankOf('state')),
    ],
  }));

function expectAlike(one: readonly BegunFlows[], other: readonly BegunFlows[]): void {
  const [before, after] = [one, other].map((begun) => firewallOf(whereNew(begun))) as [Firewall, Firewall];
  const { shown, refusals } = changesBetween(before, after, 1, ignored);
  expect(shown.map(({ witness }) => packetText(witness))).toEqual([]);
  expect(areAlike({ shown, refusals, more: 0, devices: packetsNear('', new Random(1), 1)[0]!.devices })).toBe(
    true,
  );
}

/** Scripts of random definitions, from a seed on. */
async function scripts(from: number, count: number): Promise<readonly string[]> {
  const made: string[] = [];
  for (let seed = from; made.length < count; seed++) {
    const subject = await subjectOf(toYaml(generate(seed)), DUT);
    if (subject) made.push(subject.script);
  }
  return made;
}

test('what is kept from change to change is what all scripts together say', async () => {
  let [ended, others] = [0, 0];
  for (let sequence = 0; sequence < sample(6, 500); sequence++) {
    const texts = await scripts(1 + 7 * sequence, 5);
    const all = texts.map(read);
    let begun: readonly BegunFlows[] = [];
    for (let at = 1; at < all.length; at++) {
      const [earlier, next] = [all.slice(0, at), all[at]!];
      const step = endedBy(earlier.slice(-1), next, never, begun);
      const whole = endedBy(earlier, next, never);
      expect([step.more, whole.more]).toEqual([0, 0]);
      begun = begunIn(begunText(step.begun!))!;
      expectAlike(begun, whole.begun!);
      expectAlike(step.flows.map(begunLike), whole.flows.map(begunLike));
      const kept = firewallOf(begun);
      for (const packet of packetsNear(texts.join('\n'), new Random(sequence), 100)) {
        const ends = earlier.some((one) => passes(one, packet)) && !passes(next, packet);
        expect(passes(kept, packet), packetText(packet)).toBe(ends);
        if (ends) ended++;
      }
      others += begun.filter(({ devices }) => devices?.others).length;
    }
  }
  expect(ended).toBeGreaterThan(20);
  expect(others).toBeGreaterThan(2);
});

const flows = (sides: BegunFlows['sides'], more: Partial<BegunFlows> = {}): BegunFlows => ({
  path: 'input',
  devices: undefined,
  sides,
  ...more,
});

const ofPort = flows([
  { dimension: rankOf('protocol'), set: [6, 7] },
  { dimension: rankOf('cell'), set: [22, 23, 80, 81] },
]);
const ofPeer = flows([{ dimension: rankOf('peer6'), set: [1n << 64n, 1n << 128n] }], {
  path: 'output',
  devices: { names: ['eth0'], others: true },
});

test('a text says all of it again', () => {
  const text = begunText([ofPort, ofPeer, { ...ofPort, path: 'output' }]);
  expect(begunIn(text)).toEqual([ofPort, ofPeer, { ...ofPort, path: 'output' }]);
  // A set that several have is there once.
  expect(JSON.parse(text).sets).toHaveLength(3);
  expect(begunIn(begunText([]))).toEqual([]);
});

test('what is damaged, or of another form, says nothing', () => {
  const text = begunText([ofPort, ofPeer]);
  const changed: readonly (readonly [string, string])[] = [
    ['"secgroupBegun":1', '"secgroupBegun":2'],
    ['"path":"input"', '"path":"forward"'],
    ['"cell"', '"inDevice"'],
    ['"cell"', '"family"'],
    ['["protocol",0]', '["protocol",9]'],
    ['["protocol",0]', '["protocol",-1]'],
    ['["protocol",0],["cell",1]', '["cell",1],["protocol",0]'],
    ['["protocol",0],["cell",1]', '["protocol",0],["protocol",0]'],
    ['[6,7]', '[7,6]'],
    ['[6,7]', '[6]'],
    ['[6,7]', '[]'],
    ['[6,7]', '[6,257]'],
    ['[6,7]', '[-1,7]'],
    ['[6,7]', '[6.5,7]'],
    ['[6,7]', '["6","7"]'],
    ['"18446744073709551616"', '1844'],
    ['"340282366920938463463374607431768211456"', '"340282366920938463463374607431768211457"'],
    ['"eth0"', '"eth*"'],
    ['"others":true', '"others":1'],
    ['"others":true', '"others":true,"more":1'],
  ];
  for (const [from, to] of changed) {
    expect(text).toContain(from);
    expect(begunIn(text.replace(from, to)), `${from} → ${to}`).toBeUndefined();
  }
  for (const length of [0, 1, 20, text.length - 2])
    expect(begunIn(text.slice(0, length)), `${length}`).toBeUndefined();
});

let folder: string;
let generations: Generations;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'secgroup-begun-'));
  generations = new Generations(thisMachine(), folder);
  await generations.open();
});

afterEach(() => rm(folder, { recursive: true }));

const about = (number: number, boot = 'b'): About => ({
  number,
  host: 'dut',
  target: 'nftables',
  generator: 'secgroup',
  applied: '2026-01-01T00:00:00.000Z',
  boot,
  by: 'root',
  sources: [],
});

test('the generation before stands for all before it; where what it let begin cannot be read, each is asked', async () => {
  expect(await earlierThan(about(1), generations)).toEqual({ scripts: [], begun: [] });
  await generations.add(about(1), 'one\n', begunText([]));
  await generations.add(about(2), 'two\n', begunText([ofPort, ofPeer]));
  const kept = { scripts: ['two\n'], begun: [ofPort, ofPeer] };
  expect(await earlierThan(about(3), generations)).toEqual(kept);
  // Those behind it are not earlier.
  expect(await earlierThan(about(2), generations)).toEqual({ scripts: ['one\n'], begun: [] });
  const each = { scripts: ['one\n', 'two\n'], begun: [] };
  const file = path.join(folder, 'generations/2/begun.json');
  await writeFile(file, begunText([ofPort]).slice(0, -3));
  expect(await earlierThan(about(3), generations)).toEqual(each);
  await rm(file);
  expect(await earlierThan(about(3), generations)).toEqual(each);
});

test('of an earlier boot, only what was confirmed last has let flows begin', async () => {
  await generations.add(about(1, 'a'), 'one\n', begunText([ofPort]));
  await generations.add(about(2, 'a'), 'two\n', begunText([ofPort]));
  await generations.add(about(3, 'a'), 'three\n', begunText([ofPort]));
  expect(await earlierThan(about(4), generations)).toEqual({ scripts: [], begun: [] });
  await generations.confirm(about(2, 'a'), 'then', async () => undefined);
  expect(await earlierThan(about(4), generations)).toEqual({ scripts: ['two\n'], begun: [] });
  await generations.add(about(4), 'four\n', begunText([ofPeer]));
  expect(await earlierThan(about(5), generations)).toEqual({ scripts: ['four\n'], begun: [ofPeer] });
});

const NOTHING: Firewall = {
  bases: [],
  chains: new Map(),
};

const known = (tracked: readonly KnownFlow[]) => ({ tracked, sockets: [], missing: [] });

const closed = firewallOf([]);

const opened: KnownFlow = {
  path: 'input',
  device: 'eth0',
  family: 'ipv6',
  own: 1n,
  peer: 7n,
  protocol: 6,
  sourcePort: 40_000,
  cell: 22,
  from: '::7',
  to: '::1',
};

/** A first load that lets nothing begin. */
const first = { settled: undefined, older: [], begun: [], next: closed, known: known([opened]) };

test('flows that were there before our rules are among what has begun', () => {
  const { begun } = revokedBy(first, ignored);
  const { ended } = revokedBy({ ...first, settled: closed, begun: begun!, known: undefined }, ignored);
  expect(ended).toMatchObject([
    { path: 'input', cells: [22, 23], peers: { family: 'ipv6', set: [7n, 8n] }, own: { set: [1n, 2n] } },
  ]);
  const like = { from: '::7', to: '::1', port: 22 };
  expect(passes(firewallOf(begun!), packetLike('input', like))).toBe(true);
  expect(passes(firewallOf(begun!), packetLike('output', like))).toBe(false);
  expect(passes(firewallOf(begun!), packetLike('input', { ...like, from: '::8' }))).toBe(false);
});

test('what is too much to say is not kept, and a change that ends nothing goes on', () => {
  const many = Array.from({ length: MOST_ENDED + 1 }, (_, cell) => ({ ...opened, cell, to: `::1 ${cell}` }));
  const tooMany = { ...first, known: known(many) };
  expect(() => revokedBy(tooMany, ignored)).toThrow('too much changes at once');
  expect(begunBefore(tooMany, ignored)).toBeUndefined();
  expect(begunBefore(first, ignored)).toEqual(revokedBy(first, ignored).begun);
  const begun = [ofPort, ofPeer];
  expectAlike(begunBefore({ ...first, begun, known: undefined }, ignored)!, begun);
  expect(begunBefore({ ...first, begun, next: NOTHING, known: undefined }, ignored)).toEqual([]);
});

test('what is not all that has begun is not kept', () => {
  // Odd addresses, each with a port of its own.
  const begun = Array.from({ length: MOST_ENDED + 1 }, (_, at) =>
    flows(
      (['family', 'own4', 'cell'] as const).map((name) => ({
        dimension: rankOf(name),
        set: name === 'family' ? [0, 1] : [2 * at, 2 * at + 1],
      })),
    ),
  );
  const last = endedBy([], closed, ignored, begun.slice(0, 51), 50);
  expect([last.more, last.begun]).toEqual([1, undefined]);
  // What is not told would go on.
  const replaced = { settled: undefined, older: [], begun, next: closed, known: undefined };
  expect(() => revokedBy(replaced, ignored)).toThrow('too much changes at once');
});

test('devices of a pattern are not told apart by names, so nothing is kept', () => {
  const firewall = (device: string): Firewall => {
    const [base] = closed.bases;
    const values = { field: 'inDevice', names: [device] } as const;
    const conditions = [{ kind: 'values', values, negated: false }] as const;
    const chain = { ...base!.chain, rules: [{ line: 1, conditions, action: { kind: 'accept' } as const }] };
    return { ...closed, bases: [{ ...base!, chain }, ...closed.bases.slice(1)] };
  };
  expect(endedBy([firewall('eth*')], closed, never).begun).toBeUndefined();
  expect(endedBy([firewall('eth0')], closed, never).begun).toMatchObject([
    { path: 'input', devices: { names: ['eth0'], others: false } },
  ]);
});

test('what ends is told, however much a change opens', async () => {
  const subject = (rules: readonly string[]) =>
    subjectOf(
      `groups: { g: { ingress: [${rules.join(', ')}], egress: [] } }\nhosts: { ${DUT}: { interfaces: { eth0: { addresses: [192.0.2.1], groups: [g] } } } }`,
      DUT,
    );
  const many = Array.from({ length: 60 }, (_, at) => `{ allow: tcp/${1_000 + at}, from: 10.0.0.${at} }`);
  const [before, after] = [
    (await subject(['{ allow: tcp/65000, from: 10.9.9.9 }']))!,
    (await subject(many))!,
  ];
  const { flows, more } = endedBy([read(before.script)], read(after.script), never, [], 20);
  expect({ more, flows }).toMatchObject({ more: 0, flows: [{ path: 'input', cells: [65_000, 65_001] }] });
  expect(endedBy([read(after.script)], read(before.script), never, [], 20).more).toBe(40);
});
