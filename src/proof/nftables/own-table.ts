import type { OwnPart } from '../own.js';
import type { Fault } from './block.js';
import { isObject, itemsOf, type JsonObject, scriptOfItems } from './listing.js';
import { isOfIptables } from './of-iptables.js';

const OURS = { family: 'inet', name: 'secgroup' } as const;

/** Takes our table out of the items that `nft -j list ruleset` prints, as the script that would load it. */
export function ownTable(items: readonly JsonObject[]): OwnPart {
  const own = items.filter((item) => isObject(item.table) || Object.values(item).some(isInOurs));
  const tables = items.flatMap(({ table }) => (isObject(table) ? [table] : []));
  const ours = tables.filter(isOurs);
  const others = tables.filter((table) => !isOurs(table)).map((table) => told(table, items));
  if (ours.some(isDormant)) return { text: '', others: [ASLEEP, ...others] };
  return {
    text: ours.length === 0 ? '' : scriptOfItems(own.filter(({ table }) => !table || isOurs(table))),
    others,
  };
}

const ASLEEP =
  "table 'inet secgroup' is dormant, so it filters nothing: 'secgroup apply' replaces it; to load a script, take it out first ('nft delete table inet secgroup')";

/** Whether the kernel calls none of a table's chains. */
export function isDormant({ flags }: JsonObject): boolean {
  return [flags].flat().includes('dormant');
}

/** The tables of iptables that hold what iptables cannot have made, and so does not show as it is. */
export function madeByNft(json: string, fault: Fault): readonly string[] {
  const items = itemsOf(json, fault);
  const names = items.flatMap((item) =>
    Object.entries(item).flatMap(([kind, one]) => {
      if (!isObject(one)) return [];
      const table = kind === 'table' ? one.name : one.table;
      return isTableOfIptables({ ...one, table }) && !isOfIptables(kind, one)
        ? [`${one.family} ${table}`]
        : [];
    }),
  );
  return [...new Set(names)];
}

function isTableOfIptables({ family, table }: JsonObject): boolean {
  return (family === 'ip' || family === 'ip6') && (table === 'filter' || table === 'raw');
}

function isOurs(table: unknown): boolean {
  return isObject(table) && table.family === OURS.family && table.name === OURS.name;
}

function isInOurs(one: unknown): boolean {
  return isObject(one) && one.family === OURS.family && one.table === OURS.name;
}

/** As nft prints its own statements, and those of iptables. */
const TRANSLATION = /"(dnat|redirect|DNAT|REDIRECT)"/;

function isIn(one: unknown, family: unknown, table: unknown): boolean {
  return isObject(one) && one.family === family && one.table === table;
}

/** An accept of one table leaves a packet to the next, so another can only take more away. */
function told({ family, name, flags }: JsonObject, items: readonly JsonObject[]): string {
  const hooks = items.flatMap(({ chain }) =>
    isObject(chain) && chain.family === family && chain.table === name && chain.hook !== undefined
      ? [String(chain.hook)]
      : [],
  );
  const table = `table '${family} ${name}' of nftables`;
  if (isDormant({ flags })) return `${table} is dormant: it filters nothing`;
  if (flags !== undefined)
    return `${table} is loaded (flags ${[flags].flat().join(', ')}): it can drop packets, or change them`;
  if (hooks.length === 0) return `${table} is loaded, which no hook calls`;
  const can = `it can drop packets, or change them, and accepts none that is dropped here`;
  const translates = items.some(
    ({ rule }) => isIn(rule, family, name) && TRANSLATION.test(JSON.stringify(rule)),
  );
  const more = translates
    ? '; it translates where packets go, and what it sends on passes the forward hook'
    : '';
  return `${table} is loaded (${[...new Set(hooks)].join(', ')}): ${can}${more}`;
}
