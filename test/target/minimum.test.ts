import { describe, expect, test } from 'vitest';
import { compile } from '../../src/index.js';
import { type Target, targets } from '../../src/target/target.js';
import { generate, toYaml } from '../reference/generate.js';
import type { Definition, Scenario } from '../reference/model.js';
import { Random } from '../reference/random.js';
import { respell } from '../reference/respell.js';
import { compileText } from '../support/compile.js';
import { sample } from '../support/sample.js';

/** Definitions that every target can express. */
const seeds = (
  await Promise.all(
    Array.from({ length: sample(50, 1_000) }, async (_, i) => {
      const options = { hosts: ['dut'], target: 'nftables' } as const;
      const outcome = await compile([{ name: 'test.yaml', text: toYaml(scenario(i + 1)) }], options);
      return outcome.value ? [i + 1] : [];
    }),
  )
).flat();

/** A generated definition; every other one with a long list that several ports add addresses to. */
function scenario(seed: number): Scenario {
  const { definition } = generate(seed);
  return { seed, definition: seed % 2 === 0 ? definition : withLongList(definition) };
}

function withLongList(definition: Definition): Definition {
  const long = Array.from({ length: 60 }, (_, i) => [`10.${i}.0.0/20`, `2001:db8:${i + 1}::/50`]).flat();
  const rules = Array.from({ length: 6 }, (_, i) => ({
    allow: [`tcp/${9_000 + 2 * i}`, `udp/${9_001 + 2 * i}`],
    from: ['list:long', `172.16.0.${2 * i}`, `fd00::${2 * i}`],
  }));
  const groups = Object.fromEntries(
    Object.entries(definition.groups).map(([name, group]) => [
      name,
      { ...group, ingress: [...(group.ingress ?? []), ...rules] },
    ]),
  );
  return { ...definition, prefixLists: { ...definition.prefixLists, long }, groups };
}

/** Nothing is counted, so that it makes no difference which of several rules lets a packet through. */
function uncounted({ seed, definition }: Scenario): Scenario {
  const hosts = Object.fromEntries(
    Object.entries(definition.hosts).map(([name, host]) => [name, { ...host, counters: false }]),
  );
  return { seed, definition: { ...definition, hosts } };
}

/** A script without its header and what it says to people. */
/** What was compiled: several tests look at the same scripts. */
const known = new Map<string, Promise<string>>();

function bare(one: Scenario, target: Target): Promise<string> {
  const text = toYaml(one);
  const key = `${target} ${text}`;
  const found = known.get(key) ?? compileBare(text, target);
  known.set(key, found);
  return found;
}

async function compileBare(definition: string, target: Target): Promise<string> {
  const { text } = await compileText(definition, { target });
  return text
    .split('\n')
    .map((line) => line.replace(/ comment "[^"]*"| *# .*$/g, ''))
    .filter((line) => line.trim() !== '')
    .join('\n');
}

function chainsOf(script: string): ReadonlyMap<string, string> {
  const found = script.matchAll(/\tchain (\S+) \{\n((?:\t\t.*\n)*)\t\}/g);
  return new Map(Array.from(found, ([, name, body]) => [name!, body!]));
}

/** Sets by name, with their elements as they are spelled. Those of nftables have none: what looks into them tells them. */
function setsOf(script: string, target: Target): ReadonlyMap<string, readonly string[]> {
  if (target === 'nftables') {
    return new Map(
      [...chainsOf(script)].flatMap(([chain, body]) =>
        Array.from(
          body.matchAll(/(ip6? [sd]addr)( & \S+)? \{([^}]*)\} accept/g),
          ([, field, mask = '', elements], i) =>
            [`${chain} ${field}-${i}`, [`${field}${mask}`, elements!]] as const,
        ),
      ),
    );
  }
  const sets = new Map<string, string[]>();
  for (const [, name, element] of script.matchAll(/^add (\S+) (\S+)$/gm)) {
    const known = sets.get(name!);
    if (known) known.push(element!);
    else sets.set(name!, [element!]);
  }
  return sets;
}

describe.each(targets)('the minimum: %s', (target) => {
  test('what means the same is the same script, unless it counts by rule', async () => {
    for (const seed of seeds) {
      const one = target === 'nftables' ? uncounted(scenario(seed)) : scenario(seed);
      const other = { seed, definition: respell(one.definition, new Random(seed)) };
      expect(await bare(other, target), `seed ${seed}`).toBe(await bare(one, target));
    }
  });

  test('no two address sets hold the same', async () => {
    let count = 0;
    for (const seed of seeds) {
      // A set of addresses and a set of networks are one address set between them.
      const whole = new Map<string, string>();
      for (const [name, elements] of setsOf(await bare(scenario(seed), target), target)) {
        const stem = name.replace(/-(ip|net|\d)$/, '');
        whole.set(stem, `${whole.get(stem) ?? ''} ${name.slice(stem.length)} ${elements.join()}`);
      }
      count += whole.size;
      expect(new Set(whole.values()).size, `seed ${seed}`).toBe(whole.size);
    }
    expect(count > 0).toBe(target !== 'iptables');
  });

  test('every set that exists is looked into, and the reverse', async () => {
    for (const seed of seeds) {
      const script = await bare(scenario(seed), target);
      const used = script.matchAll(target === 'nftables' ? /(?:jump|goto) ([^\s,]+)/g : /--match-set (\S+)/g);
      const names = new Set(Array.from(used, ([, name]) => name));
      const hooks = /^(prerouting|input|output|forward)$/;
      const there =
        target === 'nftables'
          ? [...chainsOf(script).keys()].filter((name) => !hooks.test(name))
          : setsOf(script, target).keys();
      expect(names, `seed ${seed}`).toEqual(new Set(there));
    }
  });
});

describe('the minimum: what a port leads to', () => {
  test('ports of one map with the same peers share one chain', async () => {
    let maps = 0;
    for (const seed of seeds) {
      const script = await bare(scenario(seed), 'nftables');
      const chains = chainsOf(script);
      for (const [, entries] of script.matchAll(/(?:tcp|udp) dport vmap \{([^}]*)\}/g)) {
        const below = [...new Set(Array.from(entries!.matchAll(/goto (\S+?),?\s/g), ([, name]) => name!))];
        const bodies = below.map((name) => chains.get(name));
        expect(new Set(bodies).size, `seed ${seed}`).toBe(bodies.length);
        if (below.length > 1) maps++;
      }
    }
    expect(maps).toBeGreaterThan(0);
  });

  test('neighbouring ports of one map do not lead to the same', async () => {
    for (const seed of seeds) {
      const script = await bare(scenario(seed), 'nftables');
      for (const [, entries] of script.matchAll(/(?:tcp|udp) dport vmap \{([^}]*)\}/g)) {
        const ports = Array.from(
          entries!.matchAll(/(\d+)(?:-(\d+))? : ([^,\n]+)/g),
          ([, first, last, verdict]) => ({
            first: Number(first),
            last: Number(last ?? first),
            verdict: verdict!.trim(),
          }),
        );
        for (const [i, port] of ports.entries()) {
          const before = ports[i - 1];
          if (!before) continue;
          expect(port.first, `seed ${seed}`).toBeGreaterThan(before.last);
          if (port.first === before.last + 1) expect(port.verdict, `seed ${seed}`).not.toBe(before.verdict);
        }
      }
    }
  });
});
