import { type AddressRange, bitsOf, formatAddress, readRange } from './addresses.js';
import { membersOf } from './evaluate.js';
import { randomAddress, randomAddressIn } from './generate-addresses.js';
import { type Definition, type Family, type Load, listOf, type OneOrMore } from './model.js';
import type { Random } from './random.js';
import { portlessProtocols } from './sendable.js';
import { expand, ICMP, ICMPV6, icmpTypeNumber, protocolOf, TCP, UDP } from './vocabulary.js';

/** Loads at every edge of what an `allow` allows: first and last, one beyond either, and what differs in kind. */
export function loadsAround(random: Random, definition: Definition, allow: OneOrMore): readonly Load[] {
  const entries = listOf(allow).flatMap((one) => expand(one, definition.services ?? {}));
  return entries.flatMap((entry) => loadsAroundEntry(random, entry));
}

function loadsAroundEntry(random: Random, entry: string): readonly Load[] {
  const protocol = protocolOf(entry);
  const [name, ...details] = entry.split('/');
  const detail = name === 'protocol' ? [] : details;
  if (protocol === TCP || protocol === UDP) return loadsAroundPorts(random, protocol, detail[0] ?? '0-65535');
  if (protocol === ICMP || protocol === ICMPV6) return loadsAroundIcmp(random, protocol, detail);
  if (protocol === undefined) return randomLoads(random);
  return [...portlessLoads(protocol), ...randomLoads(random)];
}

function loadsAroundPorts(random: Random, protocol: number, range: string): readonly Load[] {
  const [first, last = first] = range.split('-').map(Number) as [number, number?];
  const edges = [first - 1, first, random.between(first, last), last, last + 1];
  const other = protocol === TCP ? UDP : TCP;
  return [
    ...edges
      .filter((port) => port >= 0 && port <= 65_535)
      .flatMap((port) => portLoads(random, protocol, port)),
    ...portLoads(random, other, first),
  ];
}

/** Source ports lie above those that mean something to the baseline. */
function portLoads(random: Random, protocol: number, destinationPort: number): readonly Load[] {
  return bothFamilies.map((family) => ({
    family,
    protocol,
    sourcePort: random.between(10_000, 64_999),
    destinationPort,
  }));
}

function loadsAroundIcmp(
  random: Random,
  protocol: number,
  [typeText, codeText]: readonly string[],
): readonly Load[] {
  const type = typeText === undefined ? random.pick([8, 128, 13]) : icmpTypeNumber(protocol, typeText);
  const code = codeText === undefined ? random.pick([0, 255]) : Number(codeText);
  const near = [
    [type, code],
    [type, code],
    [type - 1, code],
    [type + 1, code],
    [type, code - 1],
    [type, code + 1],
  ] as const;
  const other = protocol === ICMP ? ICMPV6 : ICMP;
  return [...near.map(([t, c]) => icmpLoad(protocol, t, c)), icmpLoad(other, type, code)].filter(
    ({ icmpType, icmpCode }) => Math.min(icmpType!, icmpCode!) >= 0 && Math.max(icmpType!, icmpCode!) <= 255,
  );
}

export function icmpLoad(protocol: number, icmpType: number, icmpCode = 0): Load {
  return { family: protocol === ICMP ? 'ipv4' : 'ipv6', protocol, icmpType, icmpCode };
}

function portlessLoads(protocol: number): readonly Load[] {
  return bothFamilies.map((family) => ({ family, protocol }));
}

/** One of each kind. */
export function randomLoads(random: Random): readonly Load[] {
  return [
    ...portLoads(random, TCP, random.between(0, 65_535)),
    ...portLoads(random, UDP, random.between(0, 65_535)),
    icmpLoad(ICMP, 8),
    icmpLoad(ICMP, 13),
    icmpLoad(ICMPV6, 128),
    icmpLoad(ICMPV6, random.pick([133, 137, 139])),
    ...bothFamilies.map((family) => ({ family, protocol: random.pick(portlessProtocols[family]) })),
  ];
}

/** Addresses at every edge of the peers of a rule, and some that they have nothing to do with. */
export function addressesAround(
  random: Random,
  definition: Definition,
  group: string,
  peers: OneOrMore,
): readonly string[] {
  const ranges = listOf(peers).flatMap((peer) => rangesOf(definition, group, peer));
  return [...ranges.flatMap((range) => edgesOf(random, range)), ...strangers(random)];
}

export function strangers(random: Random): readonly string[] {
  return bothFamilies.flatMap((family) => [randomAddress(random, family), randomAddress(random, family)]);
}

function rangesOf(definition: Definition, group: string, peer: string): readonly string[] {
  if (peer.startsWith('anywhere')) return [];
  if (peer === 'self') return membersOf(definition, group);
  if (peer.startsWith('group:')) return membersOf(definition, peer.slice('group:'.length));
  if (peer.startsWith('list:')) return definition.prefixLists![peer.slice('list:'.length)]!;
  return [peer];
}

function edgesOf(random: Random, text: string): readonly string[] {
  const { family, first, last }: AddressRange = readRange(text);
  const edges = [first - 1n, first, last, last + 1n].filter(
    (value) => value >= 0n && value >> BigInt(bitsOf[family]) === 0n,
  );
  return [...edges.map((value) => formatAddress({ family, value })), randomAddressIn(random, text)];
}

const bothFamilies: readonly Family[] = ['ipv4', 'ipv6'];
