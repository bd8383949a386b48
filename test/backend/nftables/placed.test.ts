import { expect, test } from 'vitest';
import { chainOf, generationOf } from '../../../src/backend/nftables/own-items.js';
import { type Earlier, type Present, placed } from '../../../src/backend/nftables/placed.js';
import { calling, callsOf } from '../../../src/backend/nftables/script-rules.js';
import { type Staged, stagedOf } from '../../../src/backend/nftables/staged.js';
import { areAlike, changesBetween } from '../../../src/proof/changes.js';
import { readListed, readNftables } from '../../../src/proof/nftables/script.js';
import { subjectOf } from '../../proof/support.js';
import { generate, toYaml } from '../../reference/generate.js';
import { DUT, type Rule, type Scenario } from '../../reference/model.js';
import { Random } from '../../reference/random.js';
import { compileText, oneGroup } from '../../support/compile.js';
import { sample } from '../../support/sample.js';

const never = (line: number, problem: string): never => {
  throw new Error(`${line}: ${problem}`);
};

/** What a kernel has of one script after the other: chains by name, and which scripts they are of. */
class Kernel {
  readonly #chains = new Map<string, readonly string[]>();
  readonly #counters = new Set<string>();
  readonly #earlier: Earlier[] = [];
  #generation = 0;
  #staged: Staged | undefined;

  /** Puts a script in the place of the one before; how many characters that took. `scripted`: as a script loads itself. */
  change(script: string, long: number, scripted = false): number {
    const staged = stagedOf(script);
    const generation = scripted ? 0 : ++this.#generation;
    const made = scripted
      ? staged.chains
      : placed(staged.chains, generation, this.#present(), this.#earlier, long);
    for (const { name, rules } of made) {
      expect(this.#chains.has(name), name).toBe(false);
      this.#chains.set(name, rules);
    }
    this.#generation = generation;
    this.#staged = staged;
    for (const name of staged.counters) this.#counters.add(name);
    this.#forget();
    this.#earlier.push({ generation, chains: staged.chains });
    return made.flatMap(({ rules }) => rules).join('').length;
  }

  /** Whether it does with every packet what a script would. */
  does(script: string): boolean {
    return areAlike(changesBetween(readNftables(script, never), readListed(this.#text(), never), 1, never));
  }

  /** Generations that something is left of. */
  get generations(): readonly number[] {
    return [...new Set([...this.#chains.keys()].map((name) => generationOf(name) ?? 0))];
  }

  /** Characters of the rules that are left of a generation. */
  left(generation: number): number {
    const own = [...this.#chains].filter(([name]) => generationOf(name) === generation);
    return own.flatMap(([, rules]) => rules).join('').length;
  }

  #present(): Present {
    return new Map([...this.#chains].map(([name, rules]) => [name, rules.flatMap(callsOf)]));
  }

  /** Through how many chains a packet goes at most. */
  depth(): number {
    const below = (name: string): number =>
      1 + Math.max(0, ...(this.#chains.get(name) ?? []).flatMap(callsOf).map(below));
    return Math.max(...this.#bodies().map(below));
  }

  #bodies(): readonly string[] {
    const nameOf = (hook: string) => (this.#generation === 0 ? hook : chainOf(this.#generation, hook));
    return this.#staged!.bases.map(({ hook }) => nameOf(hook));
  }

  #forget(): void {
    const used = new Set(this.#bodies());
    for (const name of used) for (const called of this.#chains.get(name)!.flatMap(callsOf)) used.add(called);
    for (const name of this.#chains.keys()) if (!used.has(name)) this.#chains.delete(name);
  }

  #text(): string {
    const bodies = this.#bodies();
    const bases = this.#staged!.bases.map(
      ({ hook, priority, policy }, at) =>
        `chain ${hook} {\ntype filter hook ${hook} priority ${priority}; policy ${policy};\ngoto ${plain(bodies[at]!)}\n}\n`,
    );
    const chains = [...this.#chains].map(
      ([name, rules]) =>
        `chain ${plain(name)} {\n${rules.map((rule) => calling(rule, plain)).join('\n')}\n}\n`,
    );
    const counters = [...this.#counters].map((name) => `counter ${name} { packets 0 bytes 0 }\n`);
    return `table inet secgroup\ndelete table inet secgroup\ntable inet secgroup {\n${[...counters, ...bases, ...chains].join('')}}\n`;
  }
}

/** No reader knows a name with a slash, and base chains have names of their own. */
function plain(name: string): string {
  return `x.${name.replaceAll('/', '.')}`;
}

/** The same definition with about two thirds of its rules. */
function fewer({ seed, definition }: Scenario, random: Random): Scenario {
  const some = (rules: readonly Rule[] | undefined) => rules?.filter(() => random.chance(0.67));
  const groups = Object.entries(definition.groups).map(([name, { ingress, egress, ...group }]) => [
    name,
    { ...group, ...(ingress && { ingress: some(ingress) }), ...(egress && { egress: some(egress) }) },
  ]);
  return { seed, definition: { ...definition, groups: Object.fromEntries(groups) } };
}

test('random scripts, one put in the place of the other, do what each says', async () => {
  let [shared, whole] = [0, 0];
  for (let seed = 1; seed <= sample(15, 1_000); seed++) {
    const kernel = new Kernel();
    for (let change = 0; change < 4; change++) {
      const next = fewer(generate(seed), new Random(seed * 10 + change));
      const subject = await subjectOf(toYaml(next), DUT);
      if (!subject) break;
      const { script } = subject;
      // A script that somebody has loaded comes first in every other case.
      kernel.change(script, 0, change === 0 && seed % 2 === 0);
      expect(kernel.does(script), `seed ${seed}, change ${change}`).toBe(true);
      if (kernel.generations.length > 1) shared++;
      else whole++;
    }
  }
  expect(shared).toBeGreaterThan(10);
  expect(whole).toBeGreaterThan(10);
}, 120_000);

/** Networks of several lengths, of which lists of several kinds are made. */
function networks(random: Random, count: number): readonly string[] {
  const byte = () => Math.floor(random.next() * 256);
  return Array.from({ length: count }, (_, at) => {
    if (at % 3 === 0) return `10.${byte()}.${byte()}.0/24`;
    if (at % 3 === 1) return `172.16.${byte()}.${byte()}`;
    return `2001:db8:${byte().toString(16)}:${byte().toString(16)}::/64`;
  });
}

async function listScript(
  peers: readonly string[],
  ports = 'tcp/22, udp/53, tcp/9000-9100',
): Promise<string> {
  const list = peers.map((peer) => `'${peer}'`).join(', ');
  const { text } = await compileText(
    oneGroup(`
ingress: [{ allow: [${ports}], from: [${list}] }, { allow: https, from: anywhere }]
egress: [{ allow: tcp/5432, to: [${list}] }]`),
  );
  return text;
}

test('of a long list only what has joined or left is made', async () => {
  const random = new Random(5);
  const kernel = new Kernel();
  let peers = networks(random, 3_000);
  const all = kernel.change(await listScript(peers), 8192);
  for (let change = 0; change < sample(6, 60); change++) {
    const at = Math.floor(random.next() * peers.length);
    const gone = change % 3 === 0 ? 0 : 1 + Math.floor(random.next() * 5);
    peers = [...peers.slice(0, at), ...peers.slice(at + gone), ...networks(random, change % 4)];
    const script = await listScript(peers);
    const sent = kernel.change(script, 8192);
    expect(kernel.does(script), `change ${change}`).toBe(true);
    expect(sent).toBeLessThan(all / 4);
  }
}, 120_000);

test('of many ports only what has changed is made', async () => {
  const kernel = new Kernel();
  const allows = (some: readonly number[]) =>
    some.map((port) => `{ allow: tcp/${port}, from: 10.0.0.${port % 250} }`);
  const script = async (rules: readonly string[]) =>
    (await compileText(oneGroup(`ingress: [${rules.join(', ')}]`))).text;
  const ports = Array.from({ length: 1_500 }, (_, at) => 1_000 + 2 * at);
  const rules = allows(ports);
  const all = kernel.change(await script(rules), 8192);
  for (const changed of [
    rules.slice(0, -1),
    [...rules.slice(0, -1), '{ allow: tcp/7, from: anywhere }'],
    rules.with(20, `{ allow: tcp/${ports[20]}, from: 192.0.2.0/24 }`),
    rules,
  ]) {
    const text = await script(changed);
    const sent = kernel.change(text, 8192);
    expect(kernel.does(text)).toBe(true);
    expect(sent).toBeLessThan(all / 4);
  }
});

test('a list of which much has changed is made anew', async () => {
  const kernel = new Kernel();
  const random = new Random(9);
  const all = kernel.change(await listScript(networks(random, 2_000)), 8192);
  const script = await listScript(networks(random, 2_000));
  expect(kernel.change(script, 8192)).toBeGreaterThan(all / 2);
  expect(kernel.does(script)).toBe(true);
  expect(kernel.left(1)).toBeLessThan(all / 8);
});

test('however often much changes, a packet goes through a few chains only', async () => {
  const kernel = new Kernel();
  const random = new Random(3);
  let peers = networks(random, 1_200);
  kernel.change(await listScript(peers), 1_024);
  const depth = kernel.depth();
  for (let change = 0; change < sample(12, 40); change++) {
    peers = [...peers.slice(40), ...networks(random, 40)];
    const script = await listScript(peers);
    kernel.change(script, 1_024);
    expect(kernel.does(script), `change ${change}`).toBe(true);
    expect(kernel.depth()).toBeLessThanOrEqual(depth + 4);
  }
});

test('a list of IPv6 that loses much is made anew, or in part', async () => {
  const kernel = new Kernel();
  const list = Array.from({ length: 2_000 }, (_, at) => `2001:db8::${(at * 3).toString(16)}`);
  for (const left of [2_000, 1_750, 1_749, 900, 10]) {
    const script = await listScript(list.slice(0, left));
    kernel.change(script, 8_192);
    expect(kernel.does(script), `${left} are left`).toBe(true);
  }
});
