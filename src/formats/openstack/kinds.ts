import { isFields } from '../shared/item.js';

/** What an export of OpenStack is about. */
export type Kind = 'group' | 'rule' | 'addressGroup' | 'port' | 'server';

/** Keys under which the API answers: with several of a kind in a list, or with one. */
const wrappers: ReadonlyMap<string, { readonly kind: Kind; readonly list: boolean }> = new Map(
  Object.entries({
    security_groups: { kind: 'group', list: true },
    security_group: { kind: 'group', list: false },
    security_group_rules: { kind: 'rule', list: true },
    security_group_rule: { kind: 'rule', list: false },
    address_groups: { kind: 'addressGroup', list: true },
    address_group: { kind: 'addressGroup', list: false },
    ports: { kind: 'port', list: true },
    port: { kind: 'port', list: false },
    servers: { kind: 'server', list: true },
    server: { kind: 'server', list: false },
  } as const),
);

/** What stands under a key of an answer; nothing if it is no such key. */
export function wrapperOf(key: string): { readonly kind: Kind; readonly list: boolean } | undefined {
  return wrappers.get(key);
}

/** For suggestions. */
export const wrapperKeys: readonly string[] = [...wrappers.keys()];

/** Keys that tell what a thing of its own is, as the command line shows it; in this order, each beside the id. */
const tellingKeys: readonly (readonly [string, Kind])[] = [
  ['security_group_rules', 'group'],
  ['rules', 'group'],
  ['port_range_min', 'rule'],
  ['fixed_ips', 'port'],
  ['addresses', 'addressGroup'],
];

/** Columns that tell what a row is, as the command line lists it; in this order, each beside `ID`. */
const tellingColumns: readonly (readonly [string, Kind])[] = [
  ['IP Protocol', 'rule'],
  ['Fixed IP Addresses', 'port'],
  ['Addresses', 'addressGroup'],
  ['Project', 'group'],
];

/** What a thing without a wrapper is, and by which of its keys it is known. */
export interface Told {
  readonly kind: Kind;
  /** The key that tells it. */
  readonly key: string;
  /** Whether keys are the columns of a table. */
  readonly row: boolean;
}

/** What a thing without a wrapper around it is; nothing if it is nothing known here. */
export function told(value: unknown): Told | undefined {
  if (!isFields(value)) return undefined;
  const row = Object.hasOwn(value, 'ID');
  if (!row && !Object.hasOwn(value, 'id')) return undefined;
  const found = (row ? tellingColumns : tellingKeys).find(([key]) => Object.hasOwn(value, key));
  if (found === undefined) return undefined;
  const [key, kind] = found;
  // Servers have addresses too, by network.
  const other = kind === 'addressGroup' && !Array.isArray(value[key]);
  const named = kind !== 'group' || !row || Object.hasOwn(value, 'Description');
  return other || !named ? undefined : { kind, key, row };
}
