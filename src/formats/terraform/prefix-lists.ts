import { addressSet } from '../../address/address-set.js';
import type { AddressRange } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import type { PrefixList } from '../../definition/model.js';
import { format, label, readPrefix } from '../shared/prefix.js';
import { type Block, blockOf, isPending, nestedBlocks, reportPending, showsToday } from './block.js';
import { idOf, listId } from './kinds.js';
import { linkOne } from './links.js';
import type { Found } from './plan-context.js';
import { knownText, knownTexts, type PlacedText } from './texts.js';
import { isUnknown } from './unknown.js';

/** Prefix lists with their entries, inline and standalone; of data sources those whose entries are there. */
export function readPrefixLists(
  lists: readonly Found[],
  entries: readonly Found[],
  pastEntries: readonly Found[],
): readonly PrefixList[] {
  const standalone = standaloneEntries(entries);
  const gone = standaloneEntries(pastEntries);
  return lists.flatMap((found) => readPrefixList(found, standalone, gone) ?? []);
}

type Entries = ReadonlyMap<string, readonly AddressRange[]>;

/** Entries that are resources of their own, by the id of their list. */
function standaloneEntries(entries: readonly Found[]): Entries {
  const standalone = new Map<string, AddressRange[]>();
  for (const { resource, planContext } of entries) {
    const block = blockOf(resource, planContext);
    const list = listOfEntry(block);
    const range = list === undefined ? undefined : readEntry(block);
    if (list === undefined || range === undefined) continue;
    const known = standalone.get(list);
    if (known) known.push(range);
    else standalone.set(list, [range]);
  }
  return standalone;
}

function listOfEntry(block: Block): string | undefined {
  const key = 'prefix_list_id';
  if (!isPending(block, key)) return knownText(block, key)?.text;
  const link = linkOne(block, key, listId);
  if (!link.resources) reportPending(block, key, link.problem);
  return link.resources?.[0] && idOf(link.resources[0]);
}

function readPrefixList(
  { resource, planContext }: Found,
  standalone: Entries,
  gone: Entries,
): PrefixList | undefined {
  const block = blockOf(resource, planContext);
  const { values } = resource;
  const id = idOf(resource);
  if (resource.mode === 'data' && !['entries', 'cidr_blocks'].some((key) => values.has(key)))
    return undefined;
  if (isUnknown(block.unknown, 'entry') && isPending(block, 'entry')) reportPending(block, 'entry');
  const ranges = [
    ...inlineEntries(block, gone.get(id) ?? []),
    ...knownTexts(block, 'cidr_blocks').flatMap((one) => prefixOf(one, block) ?? []),
    ...(standalone.get(id) ?? []),
  ];
  const maxEntries = values.integer('max_entries');
  return {
    id,
    name: values.text('name') || id,
    span: resource.span,
    addresses: addressSet(ofFamily(ranges, block)),
    ...(maxEntries !== undefined && { maxEntries }),
  };
}

/** After a refresh standalone entries stand in the list itself, too, and those that the plan changes or destroys still do. */
function inlineEntries(block: Block, gone: readonly AddressRange[]): readonly AddressRange[] {
  const past = new Set(showsToday(block, 'entry') ? gone.map(format) : []);
  return [...nestedBlocks(block, 'entry'), ...nestedBlocks(block, 'entries')]
    .flatMap((one) => readEntry(one) ?? [])
    .filter((range) => !past.has(format(range)));
}

function readEntry(block: Block): AddressRange | undefined {
  const found = knownText(block, 'cidr');
  return found && prefixOf(found, block);
}

function prefixOf({ text, span }: PlacedText, { item }: Block): AddressRange | undefined {
  return readPrefix(text, span, item.report);
}

/** A prefix list holds one family (fact 15). */
function ofFamily(ranges: readonly AddressRange[], { item }: Block): readonly AddressRange[] {
  const said = item.text('address_family')?.toLowerCase();
  const family: Family | undefined = said === 'ipv4' || said === 'ipv6' ? said : ranges[0]?.family;
  const other = ranges.find((range) => range.family !== family);
  if (family === undefined || other === undefined) return ranges;
  const problem = `the prefix list is ${label(family)} but holds ${label(other.family)} prefixes`;
  item.report('family-mismatch', item.at(item.has('address_family') ? 'address_family' : 'entry'), {
    problem,
  });
  return ranges;
}
