import { type AddressSet, addressSet, noAddresses, sameAddresses } from '../../address/address-set.js';
import {
  type AddressRange,
  type ParsedAddress,
  parseAddress,
  parseAddressRange,
} from '../../address/parse.js';
import type { GroupReference } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import type { Carrier } from '../shared/bare-groups.js';
import type { Item } from '../shared/item.js';
import { checkId, readId } from '../shared/names.js';
import { noPrefix } from '../shared/prefix.js';
import { worldIn } from '../shared/world-members.js';

/** A port, before it is known which host it is an interface of. */
export interface PortRecord extends Carrier {
  readonly description: string;
  /**
   * What it may send from besides: members of its groups too (fact 27). Absent: nothing. Its own `addresses` tell its
   * packets where no device does, so that of these only single ones are among them: a prefix could be everybody's.
   */
  readonly besides?: AddressSet;
  /** The server that it belongs to; none for a port that is attached to nothing. */
  readonly device: string | undefined;
}

/** Reads ports; those of the network itself, such as of DHCP and routers, are no hosts and carry no groups. */
export function readPorts(items: readonly Item[], report: Report): readonly PortRecord[] {
  const records = new Map<string, PortRecord>();
  const [network, own] = [items.filter(isOfNetwork), items.filter((item) => !isOfNetwork(item))];
  if (network[0]) {
    const holds =
      network.length === 1 ? "a port of the network's own" : "a port of the network's own, like others";
    report('unused-source', network[0].at('device_owner'), { holds });
  }
  for (const item of own) {
    const id = readId(item, 'id', 'interface');
    const record = id === undefined ? undefined : readPort(item, id);
    if (record) addOnce(records, record, report);
  }
  return [...records.values()];
}

function isOfNetwork(item: Item): boolean {
  const groups = item.fields.security_groups ?? item.fields.security_group_ids;
  const none = groups === undefined || (Array.isArray(groups) && groups.length === 0);
  return none && (item.peek('device_owner') ?? '').startsWith('network:');
}

/** The same port twice is no harm if it says the same. */
function addOnce(records: Map<string, PortRecord>, record: PortRecord, report: Report): void {
  const first = records.get(record.id);
  if (first === undefined) records.set(record.id, record);
  else if (!same(first, record)) {
    const related = [{ message: 'first definition', span: first.span }];
    report('duplicate', record.span, { kind: 'interface', name: record.id }, { related });
  }
}

function same(a: PortRecord, b: PortRecord): boolean {
  return (
    a.device === b.device &&
    groupsKey(a) === groupsKey(b) &&
    sameAddresses(a.addresses, b.addresses) &&
    sameAddresses(a.besides ?? noAddresses, b.besides ?? noAddresses)
  );
}

function groupsKey({ groups }: PortRecord): string {
  return [...new Set(groups.map(({ reference }) => reference))].sort().join();
}

function readPort(item: Item, id: string): PortRecord {
  reportOpen(item);
  const besides = readPairs(item);
  return {
    id,
    name: item.text('name') || id,
    description: item.text('description') ?? '',
    addresses: addressSet([...readFixed(item), ...besides.filter(isSingle)]),
    besides: addressSet(besides),
    groups: readGroupReferences(item, id),
    device: item.text('device_id') ? readId(item, 'device_id', 'host') : undefined,
    span: item.at('id'),
  };
}

/** The cloud filters nothing on such a port; here it carries no group, and nothing passes. */
export function reportOpen(item: Item): void {
  if (item.fields.port_security_enabled !== false) return;
  const problem = 'the cloud filters nothing on this port; here only what its groups allow passes';
  item.report('ignored-value', item.at('port_security_enabled'), { problem });
}

/** The groups that it carries; a listing of ports may leave them out. */
function readGroupReferences(item: Item, id: string): readonly GroupReference[] {
  const key = ['security_groups', 'security_group_ids'].find((one) => item.has(one));
  if (key === undefined) {
    const suggestion = 'list the ports with --long, or ask the API for them';
    const what = `which groups interface '${id}' carries`;
    item.report('unknown-value', item.at('id'), { what, why: 'is not in the input' }, { suggestion });
    return [];
  }
  return item.texts(key).flatMap(({ text, span }) => {
    const reference = checkId(text, 'group', span, item.report);
    return reference === undefined ? [] : { reference, span };
  });
}

export function isSingle({ start, end }: AddressRange): boolean {
  return BigInt(end) - BigInt(start) === 1n;
}

/** Older command lines print them as one text. */
function readFixed(item: Item): readonly AddressRange[] {
  const printed = item.peek('fixed_ips');
  if (printed === undefined)
    return item
      .items('fixed_ips')
      .flatMap((one) => readOne(one.text('ip_address'), one.at('ip_address'), item, parseAddress));
  const found = Array.from(printed.matchAll(/ip_address='([^']*)'/g), ([, address]) => address);
  return found.flatMap((address) => readOne(address, item.at('fixed_ips'), item, parseAddress));
}

/** Pairs that mean everybody switch off what tells the sender; all the same, everybody is then a member of the groups. */
function readPairs(item: Item): readonly AddressRange[] {
  const key = 'allowed_address_pairs';
  if (item.peek(key) === '') return [];
  const pairs = item
    .items(key)
    .flatMap((one) => readOne(one.text('ip_address'), one.at('ip_address'), item, parsePair));
  reportWorldPairs(pairs, item.at(key), item.report);
  return pairs;
}

export function reportWorldPairs(pairs: readonly AddressRange[], span: Span, report: Report): void {
  const families = worldIn(addressSet(pairs));
  if (families !== undefined)
    report('everybody-is-member', span, { whose: 'every group that this port carries', families });
}

function readOne(
  text: string | undefined,
  span: Span,
  item: Item,
  parse: (text: string) => ParsedAddress,
): readonly AddressRange[] {
  return text === undefined ? [] : readPortAddress(text, span, item.report, parse);
}

/** An address or a prefix that a port may send from; Neutron takes none with host bits set. */
export function parsePair(text: string): ParsedAddress {
  const parsed = parseAddressRange(text);
  if (!parsed.ok) return parsed;
  const problem = text.includes('-')
    ? `'${text}' is not an address`
    : parsed.range.hostBits
      ? noPrefix(text)
      : undefined;
  return problem === undefined ? parsed : { ok: false, fault: { problem } };
}

/** What is no address is left out, which makes a group's members fewer, never more. */
export function readPortAddress(
  text: string,
  span: Span,
  report: Report,
  parse: (text: string) => ParsedAddress,
): readonly AddressRange[] {
  const parsed = parse(text);
  if (parsed.ok) return [parsed.range];
  report('ignored-value', span, { problem: `${parsed.fault.problem}; the interface is read without it` });
  return [];
}
