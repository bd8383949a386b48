import { stringify } from 'yaml';
import {
  randomFamily,
  randomNeighbourOf,
  randomNetworks,
  randomPeerAddress,
  withoutHostBits,
} from './generate-addresses.js';
import { randomHosts } from './generate-hosts.js';
import { type Names, randomEntry, randomRules } from './generate-rules.js';
import type { Definition, Group, Scenario } from './model.js';
import { Random } from './random.js';

/** Names that a target can confuse: alike but for punctuation, or beyond its limits (31 for sets, 28 for chains). */
const groupNames = [
  'web',
  'db',
  'web.a',
  'web-a',
  'web_a',
  'web a',
  'app',
  'a-group-with-a-name-longer-than-any-limit-1',
  'a-group-with-a-name-longer-than-any-limit-2',
  '9-lives/#[x]=;{}$*',
];
const listNames = ['web', 'office', 'partners:eu', 'a-list-with-a-name-longer-than-any-limit-1', 'office.2'];
const serviceNames = ['metrics', 'cluster', 'mixed'];

/** A small but nasty definition; the same seed always gives the same one. */
export function generate(seed: number): Scenario {
  const random = new Random(seed);
  const names = randomNames(random);
  const definition: Definition = {
    ...(names.lists.length > 0 && { prefixLists: table(names.lists, () => randomList(random)) }),
    ...(Object.keys(names.services).length > 0 && { services: names.services }),
    groups: randomGroups(random, names),
    hosts: randomHosts(random, names.groups),
  };
  return { seed, definition };
}

/** The definition as its author would write it. */
export function toYaml({ seed, definition }: Scenario): string {
  return `# generated: seed ${seed}\n${stringify(definition, { aliasDuplicateObjects: false })}`;
}

function randomNames(random: Random): Names {
  return {
    groups: random.some(groupNames, random.between(1, 5)),
    lists: random.some(listNames, random.between(0, 3)),
    services: randomServices(random),
  };
}

/** Services of several entries; a later one may build on an earlier one or on a preset. */
function randomServices(random: Random): Readonly<Record<string, readonly string[]>> {
  const names = random.some(serviceNames, random.between(0, 2));
  return table(names, (index) => {
    const entries = random.times(random.between(1, 4), () => randomEntry(random));
    if (random.chance(0.2)) return [...entries, index > 0 ? names[0]! : 'dns'];
    return entries;
  });
}

/** Both families mixed, overlapping, adjacent and repeated; sometimes empty, which matches nothing. */
function randomList(random: Random): readonly string[] {
  if (random.chance(0.12)) return [];
  if (random.chance(0.15)) return randomNetworks(random, randomFamily(random));
  const first = randomPeerAddress(random, randomFamily(random));
  const list = [first];
  for (let more = random.between(0, 5); more > 0; more--) {
    const kind = random.next();
    if (kind < 0.1) list.push(random.pick(list));
    else if (kind < 0.55) list.push(randomNeighbourOf(random, list));
    else list.push(randomPeerAddress(random, randomFamily(random)));
  }
  return random.shuffle(list);
}

function randomGroups(random: Random, names: Names): Readonly<Record<string, Group>> {
  const declared = random.chance(0.05) ? [...names.groups, 'default'] : names.groups;
  return table(declared, () => (random.chance(0.06) ? {} : randomGroup(random, names)));
}

/** Each direction is left out, empty or restricted. */
function randomGroup(random: Random, names: Names): Group {
  const ingress = random.next();
  const egress = random.next();
  return {
    ...(random.chance(0.25) && { members: randomList(random).map(withoutHostBits) }),
    ...(ingress > 0.12 && { ingress: ingress < 0.18 ? [] : randomRules(random, 'ingress', names) }),
    ...(egress > 0.3 && { egress: egress < 0.42 ? [] : randomRules(random, 'egress', names) }),
  };
}

function table<T>(names: readonly string[], make: (index: number) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(names.map((name, index) => [name, make(index)]));
}
