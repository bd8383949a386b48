import { type AddressSet, everyAddress, noAddresses, rangeSet } from '../address/address-set.js';
import { LOOPBACK } from '../definition/device.js';
import { groupBy } from '../definition/group-by.js';
import type { Group, Host, Interface, Party, PrefixList } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { didYouMean, type SimilarNames } from '../diagnostics/similar-names.js';
import type { Span } from '../diagnostics/source.js';
import { isKnown, lookUp, type NameIndex } from './index-by-name.js';

export interface HostInterface {
  readonly host: Host;
  readonly iface: Interface;
}

export interface PartyContext {
  readonly hosts: NameIndex<Host>;
  /** By id. */
  readonly cloudInterfaces: ReadonlyMap<string, readonly HostInterface[]>;
  readonly groups: NameIndex<Group>;
  readonly lists: NameIndex<PrefixList>;
  readonly carriersOf: ReadonlyMap<Group, readonly HostInterface[]>;
  /** Of what a name without a kind can mean. */
  readonly similar: SimilarNames;
  readonly report: Report;
}

/** Whom a party means. */
interface ResolvedParty {
  readonly interfaces: readonly HostInterface[];
  /** Addresses whoever has them. */
  readonly addresses: AddressSet;
  /** What to say where there is no address at all. */
  readonly nobody: string;
}

const HOST = ['host', 'unknown-host'] as const;
const GROUP = ['group', 'unknown-group'] as const;
const LIST = ['prefix list', 'unknown-list'] as const;

/** Whom a party means; `undefined` where that is nobody or not clear, and reported. */
export function resolveParty(party: Party, context: PartyContext): ResolvedParty | undefined {
  switch (party.kind) {
    case 'anywhere':
    case 'outside':
      return isNameToo(party, 'everybody', context)
        ? undefined
        : addressesOnly(everyAddress(party.families), '');
    case 'addresses':
      return isNameToo(party, 'an address', context) ? undefined : addressesOnly(rangeSet(party.range), '');
    case 'list': {
      const list = lookUp(context.lists, party.reference, party.span, LIST, context.report);
      return list && addressesOnly(list.addresses, `prefix list '${list.name}' is empty`);
    }
    case 'host':
      return resolveHostName(party.reference, party.span, context);
    case 'group':
      return resolveGroupName(party.reference, party.span, context);
    case 'name':
      return resolveName(party.reference, party.span, context);
  }
}

function addressesOnly(addresses: AddressSet, nobody: string): ResolvedParty {
  return { interfaces: [], addresses, nobody };
}

/** In a cloud, anything may be called like an address. */
function isNameToo(
  { text, span }: Party & { text: string },
  first: string,
  { hosts, groups, report }: PartyContext,
): boolean {
  const kind = isKnown(hosts, text) ? 'host' : isKnown(groups, text) ? 'group' : undefined;
  if (kind === undefined) return false;
  const other = first === 'an address' ? 'the address with its length' : `rename the ${kind}`;
  const suggestion = `write ${kind}:${text}, or ${other}`;
  report('ambiguous-party', span, { name: text, first, second: `a ${kind}` }, { suggestion });
  return true;
}

function resolveName(name: string, span: Span, context: PartyContext): ResolvedParty | undefined {
  const { hosts, groups, lists, similar, report } = context;
  const isHost = isKnown(hosts, name) || meansInterface(name, context);
  const isGroup = isKnown(groups, name);
  if (isHost && isGroup) {
    const suggestion = `write host:${name} or group:${name}`;
    report('ambiguous-party', span, { name, first: 'a host', second: 'a group' }, { suggestion });
    return undefined;
  }
  if (isHost) return resolveHostName(name, span, context);
  if (isGroup) return resolveGroupName(name, span, context);
  const suggestion = isKnown(lists, name) ? `for a prefix list write list:${name}` : similar.suggest(name);
  report('unknown-party', span, { name }, { suggestion });
  return undefined;
}

function resolveGroupName(name: string, span: Span, context: PartyContext): ResolvedParty | undefined {
  const group = lookUp(context.groups, name, span, GROUP, context.report);
  if (!group) return undefined;
  return {
    interfaces: context.carriersOf.get(group) ?? [],
    addresses: group.members,
    nobody: `group '${group.name}' has no member with an address`,
  };
}

function resolveHostName(name: string, span: Span, context: PartyContext): ResolvedParty | undefined {
  const { hosts, report } = context;
  if (!isKnown(hosts, name)) {
    const inside = splitName(name, context);
    if (inside) return resolveInterface(inside, span, context);
    const cloud = context.cloudInterfaces.get(name);
    if (cloud) return cloudInterface(cloud, name, span, report);
  }
  const host = lookUp(hosts, name, span, HOST, report);
  if (!host) return undefined;
  const interfaces = host.interfaces.map((iface) => ({ host, iface }));
  return { interfaces, addresses: noAddresses, nobody: `host '${host.name}' lists no address` };
}

function meansInterface(name: string, context: PartyContext): boolean {
  return splitName(name, context) !== undefined || context.cloudInterfaces.has(name);
}

interface InterfaceName {
  readonly hostName: string;
  readonly name: string;
}

/** `web-1/eth0`, where there is a host `web-1`. */
function splitName(text: string, { hosts }: PartyContext): InterfaceName | undefined {
  const slash = text.lastIndexOf('/');
  const hostName = text.slice(0, Math.max(0, slash));
  return slash > 0 && isKnown(hosts, hostName) ? { hostName, name: text.slice(slash + 1) } : undefined;
}

function resolveInterface(
  { hostName, name }: InterfaceName,
  span: Span,
  { hosts, report }: PartyContext,
): ResolvedParty | undefined {
  const host = lookUp(hosts, hostName, span, HOST, report);
  if (!host) return undefined;
  const iface = host.interfaces.find(({ id, device }) => id === name || device === name);
  if (iface) return justInterface({ host, iface });
  const known = host.interfaces.map(({ id }) => id);
  report('unknown-interface', span, { name }, { suggestion: didYouMean(name, known) });
  return undefined;
}

/** Device names mean something on their own host only; ids of cloud interfaces stand for themselves. */
export function cloudInterfacesById(hosts: readonly Host[]): ReadonlyMap<string, readonly HostInterface[]> {
  const ofClouds = hosts.filter(({ cloud }) => cloud);
  const interfaces = ofClouds.flatMap((host) => host.interfaces.map((iface) => ({ host, iface })));
  return groupBy(interfaces, ({ iface }) => iface.id);
}

function cloudInterface(
  found: readonly HostInterface[],
  name: string,
  span: Span,
  report: Report,
): ResolvedParty | undefined {
  if (found.length === 1) return justInterface(found[0]!);
  const related = found.map(({ iface }) => ({ message: 'one of them', span: iface.span }));
  report('ambiguous', span, { kind: 'interface', name }, { related, suggestion: 'write HOST/INTERFACE' });
  return undefined;
}

function justInterface({ host, iface }: HostInterface): ResolvedParty {
  const nobody =
    iface.device === LOOPBACK
      ? `no other host can send to the loopback device of host '${host.name}'`
      : `interface '${iface.id}' of host '${host.name}' lists no address`;
  return { interfaces: [{ host, iface }], addresses: noAddresses, nobody };
}
