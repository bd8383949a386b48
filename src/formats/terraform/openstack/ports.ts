import { addressSet, hasNoAddress } from '../../../address/address-set.js';
import { parseAddress } from '../../../address/parse.js';
import type { GroupReference } from '../../../definition/model.js';
import {
  isSingle,
  type PortRecord,
  parsePair,
  readPortAddress,
  reportOpen,
  reportWorldPairs,
} from '../../openstack/ports.js';
import { checkId } from '../../shared/names.js';
import { type Block, blockOf, isUnwritten, nestedBlocks, reportPending } from '../block.js';
import { idOf } from '../kinds.js';
import { linkAll } from '../links.js';
import type { Found } from '../plan-context.js';
import { knownText, lacksItems, type PlacedText, textsAt } from '../texts.js';
import { isUnknown, placeOfUnknown } from '../unknown.js';
import { neutronGroupId } from './kinds.js';

/** Reads `openstack_networking_port_v2`; `id` is what it is called. */
export function readNeutronPort({ resource, planContext }: Found, id: string): PortRecord {
  const block = blockOf(resource, planContext);
  const { values } = resource;
  reportOpen(values);
  const device = values.text('device_id');
  return {
    id,
    name: values.text('name') || resource.address,
    description: values.text('description') ?? '',
    ...readAddresses(block),
    groups: readGroups(block),
    device: device ? checkId(device, 'host', values.at('device_id'), values.report) : undefined,
    span: resource.span,
  };
}

/** What the port is given, or else what was asked for, and what it may send from besides (fact 27). */
function readAddresses(block: Block): Pick<PortRecord, 'addresses' | 'besides'> {
  const given = textsAt(block, 'all_fixed_ips');
  const asked = nestedBlocks(block, 'fixed_ip').flatMap((one) =>
    one.item.has('ip_address') ? (knownText(one, 'ip_address') ?? []) : [],
  );
  const pairs = nestedBlocks(block, 'allowed_address_pairs').flatMap(
    (one) => knownText(one, 'ip_address') ?? [],
  );
  const { item } = block;
  const read = (some: readonly PlacedText[], parse: typeof parsePair) =>
    some.flatMap(({ text, span }) => readPortAddress(text, span, item.report, parse));
  const own = read(given.length > 0 ? given : asked, parseAddress);
  const besides = read(pairs, parsePair);
  reportWorldPairs(besides, item.at('allowed_address_pairs'), item.report);
  const addresses = addressSet([...own, ...besides.filter(isSingle)]);
  if (hasNoAddress(addresses) && isUnknown(block.unknown, 'all_fixed_ips'))
    reportPending(block, 'all_fixed_ips');
  return { addresses, besides: addressSet(besides) };
}

/** Where a port names no group, it is given the project's default one, which only a state can tell. */
function readGroups(block: Block): readonly GroupReference[] {
  const { item, unknown } = block;
  if (item.has('no_security_groups') && item.requiredBoolean('no_security_groups') !== false) return [];
  const named = readIds(block, 'security_group_ids');
  if (named.length > 0) return named;
  if (lacksItems(block, 'security_group_ids') && !isUnwritten(block, 'security_group_ids')) return [];
  const given = readIds(block, 'all_security_group_ids');
  if (given.length === 0 && isUnknown(unknown, 'all_security_group_ids'))
    reportPending(block, 'all_security_group_ids');
  return given;
}

function readIds(block: Block, key: string): readonly GroupReference[] {
  const { item, unknown } = block;
  const texts = textsAt(block, key).flatMap(({ text, span }) => {
    const reference = checkId(text, 'group', span, item.report);
    return reference === undefined ? [] : [{ reference, span }];
  });
  if ((isUnknown(unknown, key) && isUnwritten(block, key)) || !lacksItems(block, key)) return texts;
  const link = linkAll(block, key, neutronGroupId);
  if (!link.resources) reportPending(block, key, link.problem);
  else if (link.more) reportPending(block, key, 'may contain more than the plan shows');
  const span = placeOfUnknown(unknown, key);
  return [...texts, ...(link.resources ?? []).map((one) => ({ reference: idOf(one), span }))];
}
