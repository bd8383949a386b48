import { randomAddress, randomFamily } from './generate-addresses.js';
import type { Baseline, Family, Host, Interface, Settings } from './model.js';
import { DUT } from './model.js';
import type { Random } from './random.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One to four hosts; the one under test stands anywhere among them. No address is given twice. */
export function randomHosts(random: Random, groups: readonly string[]): Readonly<Record<string, Host>> {
  const taken = new Set<string>();
  const others = random.times(random.between(0, 3), (index) => `peer-${index + 1}`);
  const names = random.shuffle([DUT, ...others]);
  const hosts = Object.fromEntries(
    names.map((name) => [name, randomHost(random, name === DUT, groups, taken)]),
  );
  return { ...hosts, [DUT]: { ...hosts[DUT]!, ...randomRefusal(random) } };
}

function randomRefusal(random: Random): Partial<Settings> {
  return random.chance(0.3) ? { refuse: random.chance(0.85) ? 'reject' : 'drop' } : {};
}

function randomHost(random: Random, underTest: boolean, groups: readonly string[], taken: Set<string>): Host {
  const count = random.chance(underTest ? 0.45 : 0.25) ? 2 : 1;
  const trusted = count === 2 && random.chance(0.12) ? random.between(0, 1) : undefined;
  const interfaces = random.times(count, (index) => {
    const addresses = randomAddresses(random, taken);
    const one: Interface =
      index === trusted ? { addresses, trusted: true } : randomInterface(random, addresses, groups);
    return [`eth${index}`, one] as const;
  });
  return { interfaces: Object.fromEntries(interfaces), ...(underTest && randomSettings(random)) };
}

function randomInterface(random: Random, addresses: readonly string[], groups: readonly string[]): Interface {
  if (random.chance(0.15)) return { addresses };
  const carried = random.some(random.chance(0.1) ? [...groups, 'default'] : groups, random.between(1, 3));
  return { addresses, groups: carried, ...(random.chance(0.05) && { trusted: false }) };
}

/** Both families more often than one alone; sometimes a second address of a family. */
function randomAddresses(random: Random, taken: Set<string>): readonly string[] {
  const families: Family[] = random.chance(0.7) ? ['ipv4', 'ipv6'] : [randomFamily(random)];
  if (random.chance(0.15)) families.push(random.pick(families));
  return families.map((family) => freshAddress(random, family, taken));
}

function freshAddress(random: Random, family: Family, taken: Set<string>): string {
  let address = randomAddress(random, family);
  while (taken.has(address)) address = randomAddress(random, family);
  taken.add(address);
  return address;
}

/** Mostly what the language does by itself; now and then one thing differs, written out or not. */
function randomSettings(random: Random): Partial<Settings> {
  const settings: Mutable<Partial<Settings>> = {};
  for (const key of ['loopback', 'established', 'related'] as const) {
    if (random.chance(0.12)) settings[key] = random.chance(0.4);
  }
  for (const key of ['invalid', 'input', 'output', 'forward'] as const) {
    if (random.chance(0.12)) settings[key] = random.chance(key === 'invalid' ? 0.7 : 0.4) ? 'ignore' : 'drop';
  }
  if (random.chance(0.3))
    settings.baseline = random.chance(0.4) ? random.chance(0.4) : randomBaseline(random);
  if (random.chance(0.5)) settings.earlyDrop = random.chance(0.9);
  if (random.chance(0.15)) settings.counters = random.chance(0.8);
  if (random.chance(0.2))
    settings.log = random.pick([
      true,
      false,
      { prefix: 'refused: ', rate: 5, burst: 10 },
      { prefix: 'refused: ', rate: 5, burst: 10, nflog: 5 },
    ]);
  return settings;
}

function randomBaseline(random: Random): Partial<Baseline> {
  const parts = ['neighbourDiscovery', 'multicastListener', 'dhcpv4', 'dhcpv6', 'cloud'] as const;
  const chosen = parts.filter((part) => random.chance(part === 'cloud' ? 0.6 : 0.4));
  return Object.fromEntries(chosen.map((part) => [part, random.chance(part === 'cloud' ? 0.8 : 0.3)]));
}
