import { randomFamily, randomPeerAddress } from './generate-addresses.js';
import type { OneOrMore, Rule } from './model.js';
import type { Random } from './random.js';
import {
  expand,
  ICMP,
  ICMPV6,
  icmpTypes,
  icmpv6Types,
  presets,
  protocolOf,
  protocols,
} from './vocabulary.js';

/** The names that rules can refer to. */
export interface Names {
  readonly groups: readonly string[];
  readonly lists: readonly string[];
  readonly services: Readonly<Record<string, readonly string[]>>;
}

/** Few numbers, close to each other and to both ends, so that ranges meet, touch and miss by one. */
const ports = [
  0, 1, 2, 21, 22, 23, 52, 53, 54, 79, 80, 81, 442, 443, 444, 1023, 1024, 5984, 5985, 65_533, 65_534, 65_535,
];
const icmpNumbers = [0, 3, 5, 8, 8, 11, 13, 13, 17, 255];
const icmpv6Numbers = [1, 2, 128, 128, 128, 129, 130, 133, 135, 136, 137, 139, 143, 255];
const protocolNumbers = [0, 1, 2, 6, 17, 47, 50, 58, 88, 89, 99, 112, 132, 253, 255];

export function randomRules(random: Random, direction: 'ingress' | 'egress', names: Names): readonly Rule[] {
  return random.times(random.between(1, 4), () => randomRule(random, direction, names));
}

function randomRule(random: Random, direction: 'ingress' | 'egress', names: Names): Rule {
  const allow = oneOrMore(random, () => randomAllow(random, names));
  const kinds = familiesOfIcmp(allow, names);
  const peers = oneOrMore(random, () => randomPeer(random, names, kinds));
  return direction === 'ingress' ? { allow, from: peers } : { allow, to: peers };
}

/** Mostly one text, sometimes a list, which may have one entry or repeat one. */
function oneOrMore(random: Random, make: () => string): OneOrMore {
  return random.chance(0.55) ? make() : random.times(random.between(1, 3), make);
}

function randomAllow(random: Random, names: Names): string {
  const services = Object.keys(names.services);
  const makers: readonly (() => string)[] = [
    () => 'all',
    () => random.pick(Object.keys(protocols)),
    () => random.pick(Object.keys(presets)),
    () => (services.length > 0 ? random.pick(services) : 'dns'),
    ...random.times(5, () => () => randomEntry(random)),
  ];
  return random.pick(makers)();
}

/** What a service may consist of and a rule may write directly. */
export function randomEntry(random: Random): string {
  const kind = random.next();
  if (kind < 0.62) return `${random.chance(0.6) ? 'tcp' : 'udp'}${randomPorts(random)}`;
  if (kind < 0.76) return `icmp${randomIcmp(random, icmpNumbers, Object.keys(icmpTypes))}`;
  if (kind < 0.9) return `icmpv6${randomIcmp(random, icmpv6Numbers, Object.keys(icmpv6Types))}`;
  return `protocol/${random.pick(protocolNumbers)}`;
}

function randomPorts(random: Random): string {
  if (random.chance(0.1)) return '';
  const first = random.pick(ports);
  if (random.chance(0.4)) return `/${first}`;
  const last = random.chance(0.5) ? Math.min(first + random.between(0, 3), 65_535) : random.pick(ports);
  return `/${Math.min(first, last)}-${Math.max(first, last)}`;
}

function randomIcmp(random: Random, numbers: readonly number[], named: readonly string[]): string {
  if (random.chance(0.15)) return '';
  const type = random.chance(0.3) ? random.pick(named) : random.pick(numbers);
  return random.chance(0.5) ? `/${type}` : `/${type}/${random.pick([0, 0, 1, 4, 255])}`;
}

/** Families a rule's ICMP entries bind it to: an explicit peer of the other family is an error (fact 10). */
function familiesOfIcmp(allow: OneOrMore, names: Names): ReadonlySet<'ipv4' | 'ipv6'> {
  const entries = [allow].flat().flatMap((one) => expand(one, names.services));
  const found = entries.map(protocolOf).filter((protocol) => protocol === ICMP || protocol === ICMPV6);
  return new Set(found.map((protocol) => (protocol === ICMP ? 'ipv4' : 'ipv6')));
}

function randomPeer(random: Random, names: Names, bound: ReadonlySet<'ipv4' | 'ipv6'>): string {
  const kind = random.next();
  if (kind < 0.08) return 'anywhere';
  if (kind < 0.27) return `group:${random.pick([...names.groups, ...names.groups, 'default'])}`;
  if (kind < 0.34) return 'self';
  if (kind < 0.5 && names.lists.length > 0) return `list:${random.pick(names.lists)}`;
  if (bound.size === 2) return random.pick(['anywhere', 'self']);
  const family = [...bound][0] ?? randomFamily(random);
  return kind < 0.6 ? `anywhere-${family}` : randomPeerAddress(random, family);
}
