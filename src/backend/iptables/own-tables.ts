import type { Family } from '../../address/space.js';
import { savedMarks } from '../../proof/iptables/saved.js';
import { isOwn, marked, nameIn, SCRIPT, type Slot, slotOf } from './slots.js';

export type TableName = 'filter' | 'raw';

/** Chains of the kernel's own from which a script calls chains of ours. */
export const HOOKS: Readonly<Record<TableName, readonly string[]>> = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  raw: ['PREROUTING'],
};

/** What a table holds, as iptables-save prints it, as far as switching has to know it. */
export interface OwnTable {
  readonly family: Family;
  readonly name: TableName;
  /** The rules of each chain of ours, behind its name. */
  readonly chains: ReadonlyMap<string, readonly string[]>;
  /** By hook: the policy. */
  readonly policies: ReadonlyMap<string, string>;
  /** By hook: how often it calls the chain of ours. */
  readonly calls: ReadonlyMap<string, number>;
  /** Chains that rules of others call. */
  readonly calledByOthers: ReadonlySet<string>;
}

/** A rule of the chain that a hook calls. */
export interface BaseRule {
  readonly text: string;
  /** What leads to the rules that apply for a trial, or to those that stay; what ends flows; or any other rule. */
  readonly role: 'trial' | 'settled' | 'ended' | 'other';
  /** Of a trial and of what stays: where it leads; undefined: packets of this hook are let through. */
  readonly slot: Slot | undefined;
  /** Of a trial: the first and the last second of it, since 1970. */
  readonly window: Window | undefined;
}

export interface Window {
  readonly start: number;
  readonly stop: number;
}

/** The lines of a listing, by what they belong to. */
export interface ListedPart {
  readonly family: Family;
  /** Undefined: these lines are in no table. `sets`: they are what ipset has printed. */
  readonly table: string | undefined;
  readonly lines: readonly string[];
}

export function partsOfListing(text: string): readonly ListedPart[] {
  const parts: { family: Family; table: string | undefined; lines: string[] }[] = [];
  let family: Family = 'ipv6';
  for (const line of text.split('\n')) {
    const isMark = Object.values<string>(savedMarks).includes(line);
    if (line === savedMarks.ipv4) family = 'ipv4';
    if (isMark) parts.push({ family, table: line === savedMarks.sets ? 'sets' : undefined, lines: [] });
    else if (line.startsWith('*')) parts.push({ family, table: line.slice(1), lines: [] });
    if (parts.length === 0) throw new Error('a listing begins with a mark');
    parts.at(-1)!.lines.push(line);
  }
  return parts;
}

export function ownTables(text: string): readonly OwnTable[] {
  return partsOfListing(text).flatMap((part) =>
    part.table === 'filter' || part.table === 'raw' ? [ownTable(part, part.table)] : [],
  );
}

function ownTable({ family, lines }: ListedPart, name: TableName): OwnTable {
  const chains = new Map<string, string[]>();
  const policies = new Map<string, string>();
  const calls = new Map<string, number>();
  const calledByOthers = new Set<string>();
  for (const line of lines) {
    const [, declared, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (declared !== undefined && isOwn(declared)) chains.set(declared, []);
    else if (declared !== undefined) policies.set(declared, policy!);
    const [, chain, text] = /^-A (\S+) (.*)$/.exec(line) ?? [];
    if (chain === undefined) continue;
    chains.get(chain)?.push(text!);
    if (HOOKS[name].includes(chain) && text === `-j ${nameIn(SCRIPT, chain)}`)
      calls.set(chain, (calls.get(chain) ?? 0) + 1);
    else if (!isOwn(chain))
      for (const [, called] of text!.matchAll(/-[jg] (\S+)/g)) calledByOthers.add(called!);
  }
  return { family, name, chains, policies, calls, calledByOthers };
}

/** The rules that a hook calls; undefined: it calls none of ours. */
export function baseRules({ chains }: OwnTable, hook: string): readonly BaseRule[] | undefined {
  return chains.get(nameIn(SCRIPT, hook))?.map((text) => baseRule(text, hook));
}

function baseRule(text: string, hook: string): BaseRule {
  const [, start, stop, lead] =
    /^(?:-m time --datestart (\S+) --datestop (\S+) )?(-g \S+|-j RETURN)$/.exec(text) ?? [];
  const led = lead === undefined || lead === '-j RETURN' ? undefined : slotOf(lead.slice(3));
  const leads = lead === '-j RETURN' || led?.name === hook;
  const window = start === undefined ? undefined : { start: secondsOf(start), stop: secondsOf(stop!) };
  const role = !leads ? (callsEnding(text) ? 'ended' : 'other') : window ? 'trial' : 'settled';
  return { text, role, slot: leads ? led?.slot : undefined, window: leads ? window : undefined };
}

/** Whether a rule calls a chain that ends flows, and does so for known flows alone. */
export function callsEnding(text: string): boolean {
  return /^-m conntrack --ctstate ESTABLISHED -j SECG[~.,@%]ENDED-(INPUT|OUTPUT)$/.test(text);
}

function secondsOf(text: string): number {
  return Date.parse(`${text}Z`) / 1000;
}

/** As iptables takes and prints a time, in UTC. */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

export function isActive({ window }: BaseRule, now: number): boolean {
  return window !== undefined && window.start <= now && now <= window.stop;
}

/** The rules of the trial that goes on, which lead packets away before a rule that stays does. */
export function trialRules(tables: readonly OwnTable[], now: number): readonly BaseRule[] {
  return tables.flatMap((table) =>
    HOOKS[table.name].flatMap((hook) => {
      const rules = baseRules(table, hook) ?? [];
      const last = rules.findIndex(({ role }) => role === 'settled');
      return rules.slice(0, last < 0 ? undefined : last).filter((rule) => isActive(rule, now));
    }),
  );
}

/** The slots that generations have. */
export function slotsOf(tables: readonly OwnTable[]): ReadonlyMap<number, Slot> {
  return new Map(
    tables
      .flatMap(({ chains }) => [...chains.keys()].flatMap((chain) => marked(chain) ?? []))
      .map(({ slot, generation }) => [generation, slot]),
  );
}
