import { type AddressSet, addressSet, hasNoAddress } from '../../../address/address-set.js';
import { parseAddress } from '../../../address/parse.js';
import type { GroupReference } from '../../../definition/model.js';
import type { Span } from '../../../diagnostics/source.js';
import { find, type References } from '../../openstack/known.js';
import { type PortRecord, readPortAddress } from '../../openstack/ports.js';
import { checkId } from '../../shared/names.js';
import {
  type Block,
  blockOf,
  isPending,
  isUnwritten,
  nestedBlocks,
  reportPending,
  showsToday,
} from '../block.js';
import { idOf } from '../kinds.js';
import { linkAll, linkOne } from '../links.js';
import { listOf, own } from '../own.js';
import type { Found } from '../plan-context.js';
import type { PlainIds } from '../planned-hosts.js';
import { knownText, lacksItems, textsAt } from '../texts.js';
import { isUnknown, placeOfUnknown } from '../unknown.js';
import { neutronGroupName, portId } from './kinds.js';

/** What servers are read with. */
export interface ServerContext {
  /** What servers and ports are called. */
  readonly ids: PlainIds;
  /** The groups that names mean in a document: in another one they may be of another project. */
  readonly groupsIn: (found: Found) => References;
  /** Ports that are resources of their own, by what they are called. */
  readonly ports: ReadonlySet<string>;
  /** Whether a server has interfaces besides those that its own blocks tell. */
  readonly hasMore: (server: string) => boolean;
  /** Whether single ports get groups besides, so that a server's list need not be that of each. */
  readonly hasAssociations: boolean;
}

/** A server's interfaces that are no ports of their own, and those that are. */
export interface ServerRecord {
  readonly made: readonly PortRecord[];
  readonly attached: readonly string[];
}

/**
 * Reads `openstack_compute_instance_v2`. Nova makes a port for each network that is not a port already, and gives it the groups of
 * the server; a port of its own keeps its own. Addresses are those of its networks: `access_ip` may be one that is translated.
 */
export function readServer(found: Found, id: string, context: ServerContext): ServerRecord {
  const { resource, planContext } = found;
  const block = blockOf(resource, planContext);
  if (resource.values.peek('network_mode') === 'none') return { made: [], attached: [] };
  if (isPending(block, 'network')) reportPending(block, 'network');
  const networks = networksOf(block);
  const ports = networks.map((one) => portOf(one, context));
  const attached = ports.flatMap(({ kind, id: port }) =>
    kind === 'port' && context.ports.has(port!) ? port! : [],
  );
  const isOnly =
    attached.length === 0 &&
    ports.every(({ kind }) => kind === 'made') &&
    !context.hasMore(id) &&
    !(context.hasAssociations && ports.length > 1);
  let groups: readonly GroupReference[] | undefined;
  const record = (name: string, addresses: AddressSet, own?: readonly GroupReference[]): PortRecord => {
    groups ??= own ? undefined : groupsOf(block, isOnly, context.groupsIn(found));
    const carried = own ?? groups ?? [];
    return { id: name, name, description: '', addresses, groups: carried, device: id, span: resource.span };
  };
  const made = networks.flatMap((network, i) => {
    const { kind, id: port } = ports[i]!;
    if (kind === 'made')
      return [record(`${id}-${i}`, isOnly ? addressesOf(network) : sureAddresses(network))];
    if (port !== undefined && context.ports.has(port)) return [];
    if (port !== undefined) reportUnknownPort(network, port);
    return [record(port ?? `${id}-${i}`, addressesOf(network), [])];
  });
  return { made: networks.length === 0 ? [record(`${id}-0`, addressSet([]))] : made, attached };
}

/** Networks are a list, so that each stands in the plan where it is written. */
function networksOf(block: Block): readonly Block[] {
  const blocks = nestedBlocks(block, 'network');
  const { written } = block;
  const expressions = written.kind === 'attributes' ? listOf(own(written.expressions, 'network')) : [];
  if (written.kind !== 'attributes' || expressions.length !== blocks.length) return blocks;
  return blocks.map((one, i) => ({ ...one, written: { ...written, expressions: expressions[i] } }));
}

/** Whether a network is a port of its own: which one, if that is known. */
function portOf(
  network: Block,
  { ids }: ServerContext,
): { readonly kind: 'made' | 'port'; readonly id?: string | undefined } {
  if (!isPending(network, 'port')) {
    const written = knownText(network, 'port');
    if (written === undefined) return { kind: 'made' };
    const { item } = network;
    return { kind: 'port', id: checkId(written.text, 'interface', written.span, item.report) };
  }
  const { resources, problem } = linkOne(network, 'port', portId);
  if (!resources) reportPending(network, 'port', problem);
  return { kind: 'port', id: resources?.[0] && ids.get(resources[0]) };
}

function reportUnknownPort({ item, resource }: Block, port: string): void {
  const what = `which groups port '${port}' of ${resource.address} carries`;
  const suggestion = 'add the plan or state that has the port';
  item.report('unknown-value', item.at('port'), { what, why: 'is not in the input' }, { suggestion });
}

function addressesOf(network: Block, keys: readonly string[] = ['fixed_ip_v4', 'fixed_ip_v6']): AddressSet {
  const { item } = network;
  const ranges = keys.flatMap((key) => {
    const known = isUnknown(network.unknown, key) ? undefined : knownText(network, key);
    const text = known?.text.replace(/^\[(.*)\]$/, '$1');
    return text === undefined ? [] : readPortAddress(text, item.at(key), item.report, parseAddress);
  });
  const addresses = addressSet(ranges);
  if (hasNoAddress(addresses) && isUnknown(network.unknown, 'fixed_ip_v4'))
    reportPending(network, 'fixed_ip_v4');
  return addresses;
}

/** Beside ports of their own the provider may tell the addresses of one network at another: those that are written are sure. */
function sureAddresses(network: Block): AddressSet {
  if (!showsToday(network, 'fixed_ip_v4')) return addressesOf(network, ['fixed_ip_v4']);
  const what = `which address each interface of ${network.resource.address} has`;
  network.item.report('unknown-value', network.item.span, { what, why: 'is not in the input' });
  return addressSet([]);
}

const KEY = 'security_groups';

/** The groups of the server, which are those of each port that Nova makes for it. */
function groupsOf(block: Block, isOnly: boolean, groups: References): readonly GroupReference[] {
  const { item, unknown, resource } = block;
  if (isUnknown(unknown, KEY) && isUnwritten(block, KEY)) return defaultGroup(block, groups);
  // What Nova tells is the groups of all ports of the server together.
  if (showsToday(block, KEY) && !isOnly) {
    const what = `which groups each interface of ${resource.address} carries`;
    const why = "is not in the input, but only those of all of them together ('security_groups')";
    item.report('unknown-value', item.has(KEY) ? item.at(KEY) : item.span, { what, why });
    return [];
  }
  const texts = textsAt(block, KEY);
  if (texts.length === 0 && !lacksItems(block, KEY) && isNew(block)) return defaultGroup(block, groups);
  const named = texts.flatMap(({ text, span }) => {
    const reference = idOfName(text, span, block, groups);
    return reference === undefined ? [] : [{ reference, span }];
  });
  return lacksItems(block, KEY) ? [...named, ...linked(block)] : named;
}

/** Names are not unique, and Nova refuses one that several have. */
function idOfName(text: string, span: Span, { item }: Block, groups: References): string | undefined {
  const { id, reason } = find(groups, text);
  if (id !== undefined) return id;
  const several = (groups.byName.get(text)?.length ?? 0) > 1;
  const suggestion = 'add the plan or state that has it';
  if (several) item.report('ambiguous', span, { kind: 'group', name: text });
  else item.report('unresolved-group', span, { name: text, reason }, { suggestion });
  return undefined;
}

/** What a server gets that names no group. */
function defaultGroup({ item, resource }: Block, groups: References): readonly GroupReference[] {
  const { id } = find(groups, 'default');
  if (id !== undefined) return [{ reference: id, span: resource.span }];
  const what = `the default group, which ${resource.address} carries,`;
  item.report('unknown-value', resource.span, { what, why: 'is not in the input' });
  return [];
}

function linked(block: Block): readonly GroupReference[] {
  const link = linkAll(block, KEY, neutronGroupName);
  if (!link.resources) reportPending(block, KEY, link.problem);
  else if (link.more) reportPending(block, KEY, 'may contain more than the plan shows');
  const span = placeOfUnknown(block.unknown, KEY);
  return (link.resources ?? []).map((one) => ({ reference: idOf(one), span }));
}

/** One that already exists, or only looked up, says what it carries, and that may be nothing. */
function isNew({ unknown, resource }: Block): boolean {
  return resource.mode === 'managed' && isUnknown(unknown, 'id');
}
