import type { Verdict } from '../firewall.js';
import type { Values } from './elements.js';
import type { ValueType } from './symbols.js';

/** A set of a table, or one that stands in a rule. */
export interface NftSet {
  readonly types: readonly ValueType[];
  readonly contents: SetContents;
}

export type SetContents =
  /** Of one type. */
  | { readonly kind: 'values'; readonly values: Values }
  /** Of concatenated types. */
  | { readonly kind: 'tuples'; readonly tuples: readonly (readonly Values[])[] }
  | { readonly kind: 'map'; readonly entries: readonly NftMapEntry[] };

export interface NftMapEntry {
  /** As many as the map has types. */
  readonly key: readonly Values[];
  readonly verdict: Verdict;
  readonly line: number;
}

/** What a rule can refer to. */
export interface Table {
  /** `inet secgroup`: the family and the name. */
  readonly id: string;
  readonly sets: ReadonlyMap<string, NftSet>;
  /** Names of its counters, which decide nothing. */
  readonly counters: ReadonlySet<string>;
}

/** The name under which a chain of a table stands in the firewall. */
export function chainId(table: Pick<Table, 'id'>, chain: string): string {
  return `${table.id} ${chain}`;
}
