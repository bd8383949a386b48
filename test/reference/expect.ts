import { familyOf, formatAddress, inRange, readRange } from './addresses.js';
import { loadsAround, strangers } from './edges.js';
import { allowed, allowsLoad, groupsOf, isPeer } from './evaluate.js';
import { randomAddressIn, randomFamily, randomPeerAddress } from './generate-addresses.js';
import { randomEntry } from './generate-rules.js';
import { type Definition, DUT, type Load, listOf, type OneOrMore } from './model.js';
import type { Random } from './random.js';
import { presets } from './vocabulary.js';

/** As it stands in a definition. */
export interface Expectation {
  readonly from: OneOrMore;
  readonly to: OneOrMore;
  readonly port: OneOrMore;
  readonly allowed: boolean;
}

/** An address, and the interface that has it, if one has. */
export interface End {
  readonly host?: string;
  readonly interface?: string;
  readonly address: string;
}

/** One packet. */
export interface Meeting {
  readonly from: End;
  readonly to: End;
  readonly load: Load;
}

/** Whether a packet is one that the expectation is about. */
export function isMeant(
  definition: Definition,
  expectation: Expectation,
  { from, to, load }: Meeting,
): boolean {
  return (
    isRelevant(from, to, load) &&
    listOf(expectation.from).some((party) => isAt(definition, party, from)) &&
    listOf(expectation.to).some((party) => isAt(definition, party, to)) &&
    listOf(expectation.port).some((allow) => allowsLoad(definition, allow, load))
  );
}

/** What the outside sends to itself, and a host to itself, is nobody's business. */
export function isRelevant(from: End, to: End, load: Load): boolean {
  return (
    familyOf(from.address) === load.family && familyOf(to.address) === load.family && from.host !== to.host
  );
}

function isAt(definition: Definition, party: string, end: End): boolean {
  if (party.startsWith('outside')) {
    return (
      end.host === undefined && isPeer(definition, '', party.replace('outside', 'anywhere'), end.address)
    );
  }
  if (party.startsWith('group:')) return isInGroup(definition, party.slice('group:'.length), end);
  if (party in definition.hosts) return end.host === party;
  const [host, device] = party.split('/');
  if (host! in definition.hosts) return end.host === host && end.interface === device;
  return isPeer(definition, '', party, end.address);
}

function isInGroup(definition: Definition, group: string, end: End): boolean {
  const one = end.host === undefined ? undefined : definition.hosts[end.host]!.interfaces[end.interface!]!;
  if (one && groupsOf(one).includes(group)) return true;
  return (definition.groups[group]?.members ?? []).some((member) => inRange(member, end.address));
}

/** Whether both hosts let the first packet of a flow pass by their rules. */
export function passes(definition: Definition, { from, to, load }: Meeting): boolean {
  const common = { ...load, source: from.address, destination: to.address };
  const leaves =
    from.host === undefined ||
    allowed(seenBy(definition, from.host), { ...common, direction: 'egress', device: from.interface! });
  const enters =
    to.host === undefined ||
    allowed(seenBy(definition, to.host), { ...common, direction: 'ingress', device: to.interface! });
  return leaves && enters;
}

/** The evaluator judges the host under test. Rules are asked about errors and answers too, which no packet begins with. */
function seenBy(definition: Definition, host: string) {
  const hosts = Object.entries(definition.hosts).map(([name, one]) => {
    const renamed = name === host ? DUT : name === DUT ? 'another' : name;
    return [renamed, { ...one, invalid: 'ignore' as const }] as const;
  });
  return { seed: 0, definition: { ...definition, hosts: Object.fromEntries(hosts) } };
}

export function randomExpectation(random: Random, definition: Definition): Expectation {
  const some = (make: () => string): OneOrMore =>
    random.chance(0.75) ? make() : random.times(random.between(1, 3), make);
  return {
    from: some(() => randomParty(random, definition)),
    to: some(() => randomParty(random, definition)),
    port: some(() => randomPort(random, definition)),
    allowed: random.chance(0.5),
  };
}

function randomParty(random: Random, definition: Definition): string {
  const hosts = Object.keys(definition.hosts);
  const lists = Object.keys(definition.prefixLists ?? {});
  const kind = random.next();
  if (kind < 0.2) return random.pick(hosts);
  if (kind < 0.3) return `${random.pick(hosts)}/eth0`;
  if (kind < 0.45) return `group:${random.pick(Object.keys(definition.groups))}`;
  if (kind < 0.55 && lists.length > 0) return `list:${random.pick(lists)}`;
  if (kind < 0.65) return random.pick(['anywhere', 'anywhere-ipv4', 'anywhere-ipv6']);
  if (kind < 0.75) return random.pick(['outside', 'outside-ipv4', 'outside-ipv6']);
  if (kind < 0.85) return random.pick(ownEnds(definition)).address;
  return randomPeerAddress(random, randomFamily(random));
}

function randomPort(random: Random, definition: Definition): string {
  const kind = random.next();
  if (kind < 0.1) return 'all';
  if (kind < 0.2) return random.pick(Object.keys(presets));
  const written = Object.values(definition.groups)
    .flatMap(({ ingress = [], egress = [] }) => [...ingress, ...egress])
    .flatMap(({ allow }) => listOf(allow));
  if (kind < 0.7 && written.length > 0) return random.pick(written);
  return randomEntry(random);
}

export function ownEnds(definition: Definition): readonly End[] {
  return Object.entries(definition.hosts).flatMap(([host, { interfaces }]) =>
    Object.entries(interfaces).flatMap(([device, { addresses }]) =>
      addresses.map((address) => ({ host, interface: device, address })),
    ),
  );
}

/** Packets of and around an expectation: between all hosts and what lies at edges, of traffic at edges. */
export function meetingsAround(
  random: Random,
  definition: Definition,
  expectation: Expectation,
  count: number,
): readonly Meeting[] {
  const ends = [...ownEnds(definition), ...outsideEnds(random, definition, expectation)];
  const loads = [expectation.port, ...allowsOf(definition)].flatMap((allow) =>
    loadsAround(random, definition, allow).filter((load) =>
      listOf(expectation.port).some((one) => allowsLoad(definition, one, load)),
    ),
  );
  const froms = ends.filter((end) => listOf(expectation.from).some((party) => isAt(definition, party, end)));
  const tos = ends.filter((end) => listOf(expectation.to).some((party) => isAt(definition, party, end)));
  if (froms.length === 0 || tos.length === 0 || loads.length === 0) return [];
  return random
    .times(count, () => ({ from: random.pick(froms), to: random.pick(tos), load: random.pick(loads) }))
    .filter((meeting) => isMeant(definition, expectation, meeting));
}

function allowsOf(definition: Definition): readonly OneOrMore[] {
  return Object.values(definition.groups)
    .flatMap(({ ingress = [], egress = [] }) => [...ingress, ...egress])
    .map(({ allow }) => allow);
}

function outsideEnds(random: Random, definition: Definition, { from, to }: Expectation): readonly End[] {
  const rules = Object.values(definition.groups).flatMap(({ ingress = [], egress = [] }) => [
    ...ingress,
    ...egress,
  ]);
  const parties = [...listOf(from), ...listOf(to), ...rules.flatMap((rule) => listOf(rule.from ?? rule.to))];
  const ranges = parties.flatMap((party) => rangesOf(definition, party));
  const texts = [...ranges.flatMap((range) => edgesOf(random, range)), ...strangers(random)];
  const own = new Set(ownEnds(definition).map(({ address }) => address));
  return [...new Set(texts)].filter((text) => !own.has(text)).map((address) => ({ address }));
}

function rangesOf(definition: Definition, party: string): readonly string[] {
  if (party.startsWith('list:')) return definition.prefixLists![party.slice('list:'.length)]!;
  if (party.startsWith('group:')) return definition.groups[party.slice('group:'.length)]?.members ?? [];
  return /^[0-9a-f]*[.:]/.test(party) ? [party] : [];
}

/** First and last, one below and one above, and one within. */
function edgesOf(random: Random, text: string): readonly string[] {
  const { family, first, last } = readRange(text);
  const limit = 1n << (family === 'ipv4' ? 32n : 128n);
  const edges = [first - 1n, first, last, last + 1n].filter((value) => value >= 0n && value < limit);
  return [...edges.map((value) => formatAddress({ family, value })), randomAddressIn(random, text)];
}
