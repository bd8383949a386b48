import {
  type AddressSet,
  everyAddress,
  noAddresses,
  ofFamilies,
  rangeSet,
  unionOf,
} from '../address/address-set.js';
import type { AddressRange } from '../address/parse.js';
import type {
  Definition,
  Group,
  Host,
  Interface,
  Named,
  Peer,
  PrefixList,
  Rule,
} from '../definition/model.js';
import { PrefixRule } from '../definition/prefix-rule.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { below } from '../diagnostics/source.js';
import type { Traffic } from '../traffic/traffic.js';
import { builtInDefault, DEFAULT_GROUP } from './default-group.js';
import { type LinkedExpectation, linkExpectations } from './expectations.js';
import { indexByName, isKnown, lookUp, type NameIndex } from './index-by-name.js';
import { cloudInterfacesById, type HostInterface } from './party.js';
import { ServiceTraffic } from './services.js';
import { Unions } from './unions.js';

export interface LinkOptions {
  /** What `my-ip` means; absent where it is not known. */
  readonly myIp?: AddressRange | undefined;
}

/** A definition with every reference followed. */
export interface Linked {
  readonly definition: Definition;
  readonly hosts: NameIndex<Host>;
  /** The interfaces of cloud hosts, by their ids. */
  readonly cloudInterfaces: ReadonlyMap<string, readonly HostInterface[]>;
  /** With the built-in `default`, where the definition has none of its own. */
  readonly groups: NameIndex<Group>;
  /** Rules with more than one peer or one that is no addresses; what all others mean stands in them. See `linkedRule`. */
  readonly referring: ReadonlyMap<Rule, LinkedRule>;
  readonly groupsOf: ReadonlyMap<Interface, readonly Group[]>;
  /** The addresses that a group resolves to as a peer: its interfaces' own (fact 12), and its `members`. */
  readonly membersOf: ReadonlyMap<Group, AddressSet>;
  /** In the definition's order. None: nothing is expected. */
  readonly expectations: readonly LinkedExpectation[];
}

export interface LinkedRule {
  readonly traffic: readonly Traffic[];
  readonly peers: AddressSet;
  /** Groups and lists among the peers. */
  readonly groups: readonly Group[];
  readonly lists: readonly PrefixList[];
}

/** What a rule of the definition means. */
export function linkedRule({ referring }: Pick<Linked, 'referring'>, rule: Rule): LinkedRule {
  const plain = plainRule(rule);
  if (!plain) return referring.get(rule)!;
  return { traffic: plain.traffic, peers: rangeSet(plain.range), groups: none, lists: none };
}

export interface PlainRule {
  readonly traffic: readonly Traffic[];
  readonly range: AddressRange;
}

/** What a rule says that names one traffic and one range of addresses, as nearly all of a hundred thousand do. */
export function plainRule(rule: Rule): PlainRule | undefined {
  // What it has is not made for this.
  if (rule instanceof PrefixRule) return rule;
  const { allow, peers } = rule;
  if (allow.length !== 1 || peers.length !== 1) return undefined;
  const [[allowance], [peer]] = [allow, peers];
  if (allowance!.kind !== 'traffic' || peer!.kind !== 'addresses') return undefined;
  return { traffic: allowance!.traffic, range: peer!.range };
}

/** Follows every reference of a definition, also of groups that no host carries, so that no mistake stays unseen. */
export function link(definition: Definition, options: LinkOptions, report: Report): Linked {
  const own = indexByName(definition.groups);
  const groups =
    own.byId.has(DEFAULT_GROUP) || own.byName.has(DEFAULT_GROUP)
      ? own
      : indexByName([...definition.groups, builtInDefault]);
  const groupsOf = linkInterfaces(definition.hosts, groups, report);
  linkRescue(definition, groups, report);
  const membersOf = collectMembers(definition.hosts, groups.nodes, groupsOf);
  const hosts = indexByName(definition.hosts);
  const cloudInterfaces = cloudInterfacesById(definition.hosts);
  const context: Context = {
    groups,
    membersOf,
    unions: new Unions(),
    lists: indexByName(definition.prefixLists),
    hosts,
    cloudInterfaces,
    services: new ServiceTraffic(definition.services, report),
    options,
    report,
  };
  const referring = new Map<Rule, LinkedRule>();
  for (const group of groups.nodes) {
    for (const rules of [group.ingress, group.egress])
      for (const rule of rules) if (!plainRule(rule)) referring.set(rule, linkRule(rule, group, context));
  }
  const expectations = linkExpectations(definition.expectations ?? [], { ...context, groupsOf });
  return { definition, hosts, cloudInterfaces, groups, referring, groupsOf, membersOf, expectations };
}

interface Context {
  readonly hosts: NameIndex<Host>;
  readonly cloudInterfaces: Linked['cloudInterfaces'];
  readonly groups: NameIndex<Group>;
  readonly lists: NameIndex<PrefixList>;
  readonly services: ServiceTraffic;
  readonly membersOf: ReadonlyMap<Group, AddressSet>;
  readonly unions: Unions;
  readonly options: LinkOptions;
  readonly report: Report;
}

const GROUP = ['group', 'unknown-group'] as const;
const LIST = ['prefix list', 'unknown-list'] as const;

function linkInterfaces(
  hosts: readonly Host[],
  groups: NameIndex<Group>,
  report: Report,
): ReadonlyMap<Interface, readonly Group[]> {
  const groupsOf = new Map<Interface, readonly Group[]>();
  for (const iface of hosts.flatMap(({ interfaces }) => interfaces)) {
    const written = iface.groups.length > 0 ? iface.groups : [{ reference: DEFAULT_GROUP, span: iface.span }];
    const found = iface.trusted
      ? []
      : written.map(({ reference, span }) => lookUp(groups, reference, span, GROUP, report));
    groupsOf.set(iface, [...new Set(found.filter((group) => group !== undefined))]);
  }
  return groupsOf;
}

/** What they mean is looked up where it is asked for, which is seldom. */
function linkRescue({ hosts, defaults }: Definition, groups: NameIndex<Group>, report: Report): void {
  for (const { settings, span } of defaults ? [...hosts, defaults] : hosts)
    settings.rescue?.forEach((reference, i) => {
      lookUp(groups, reference, below(below(span, 'rescue'), i), GROUP, report);
    });
}

function collectMembers(
  hosts: readonly Host[],
  groups: readonly Group[],
  groupsOf: ReadonlyMap<Interface, readonly Group[]>,
): ReadonlyMap<Group, AddressSet> {
  const sets = new Map<Group, AddressSet[]>(groups.map((group) => [group, [group.members]]));
  for (const iface of hosts.flatMap(({ interfaces }) => interfaces)) {
    for (const group of groupsOf.get(iface) ?? []) sets.get(group)!.push(iface.addresses);
  }
  return new Map(Array.from(sets, ([group, all]) => [group, unionOf(all)]));
}

function linkRule(rule: Rule, group: Group, context: Context): LinkedRule {
  const groups: Group[] = [];
  const lists: PrefixList[] = [];
  const peers = rule.peers.map((peer) => addressesOf(peer, group, context, groups, lists));
  return {
    traffic: trafficOf(rule, context),
    peers: context.unions.of(peers),
    groups: groups.length === 0 ? none : groups,
    lists: lists.length === 0 ? none : lists,
  };
}

/** Most rules refer to nothing, and there may be a hundred thousand of them. */
const none: readonly never[] = [];

function trafficOf({ allow }: Rule, { services }: Context): readonly Traffic[] {
  if (allow.length === 1) return services.of(allow[0]!);
  return allow.flatMap((allowance) => services.of(allowance));
}

/** Every kind of peer that is not known to mean some addresses means none. */
function addressesOf(
  peer: Peer,
  group: Group,
  context: Context,
  groups: Group[],
  lists: PrefixList[],
): AddressSet {
  const { report, membersOf, options } = context;
  switch (peer.kind) {
    case 'anywhere':
      return everyAddress(peer.families);
    case 'addresses':
      return rangeSet(peer.range);
    case 'absent':
      return noAddresses;
    case 'self':
      groups.push(group);
      return membersOf.get(group) ?? noAddresses;
    case 'group': {
      const found = lookUp(context.groups, peer.reference, peer.span, GROUP, report, (name) =>
        otherKind(name, 'list', context),
      );
      if (found) groups.push(found);
      return ofFamilies(peer.families, (found && membersOf.get(found)) ?? noAddresses);
    }
    case 'list': {
      const found = lookUp(context.lists, peer.reference, peer.span, LIST, report, (name) =>
        otherKind(name, 'group', context),
      );
      if (found) lists.push(found);
      return ofFamilies(peer.families, found?.addresses ?? noAddresses);
    }
    case 'my-ip': {
      if (options.myIp) return rangeSet(options.myIp);
      report('my-ip-unknown', peer.span, {}, { suggestion: 'set it with --my-ip ADDRESS' });
      return noAddresses;
    }
  }
}

/** What to write for a peer whose name is there, but names something else. */
function otherKind(
  name: string,
  kind: 'group' | 'list',
  { groups, lists, hosts }: Context,
): string | undefined {
  if (isKnown<Named>(kind === 'group' ? groups : lists, name)) return `write ${kind}:${name}`;
  return isKnown(hosts, name)
    ? `'${name}' is a host: write its address, or a group that it carries`
    : undefined;
}
