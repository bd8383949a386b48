import type { Family } from '../../address/space.js';
import type { Action, Condition, FieldValues } from '../firewall.js';
import type { Ipset, SetMatch } from './ipset.js';
import type { Words } from './words.js';

export type TableName = 'filter' | 'raw';

/** Where a rule stands, and what it can refer to. */
export interface Context {
  readonly family: Family;
  readonly table: TableName;
  readonly sets: ReadonlyMap<string, Ipset>;
  readonly setMatch: SetMatch;
}

/** A rule that is being read. */
export interface Reading {
  readonly context: Context;
  readonly words: Words;
  readonly conditions: Condition[];
  /** Names that `-m` has loaded, the last one last. */
  readonly modules: string[];
  /** Options that were read, of which each may stand once. */
  readonly seen: Option[];
  /** The protocol that `-p` names, if it names one and not all others. */
  protocol: number | undefined;
  action: Action | undefined;
}

/** One option of a rule, such as `--dport`. */
export interface Option {
  /** The match or target that it belongs to; several have some. Empty: every rule has it. */
  readonly of: readonly string[];
  /** Whether a `!` may stand before it. */
  readonly negatable: boolean;
  /** Reads what stands behind the option. */
  readonly read: (reading: Reading, negated: boolean) => void;
}

export function addValues({ conditions }: Reading, values: FieldValues, negated: boolean): void {
  conditions.push({ kind: 'values', values, negated });
}

/** The set of one number. */
export function single(number: number): readonly [number, number] {
  return [number, number + 1];
}
