import { MachineError } from '../../machine/errors.js';
import { isObject, type JsonObject } from '../../proof/nftables/listing.js';
import { isDormant } from '../../proof/nftables/own-table.js';
import { isCounterName } from '../../target/nftables/counters.js';
import type { Listing } from '../listing.js';
import type { Trial } from '../switching.js';
import { callsEnding } from './ended.js';
import { itemsIn } from './nft-items.js';

/** What `nft -j list ruleset` shows of our table, as far as switching has to know it. */
export interface OwnItems {
  /** By the name of the hook, which is the chain's too. */
  readonly bases: ReadonlyMap<string, OwnBase>;
  /** Names of the chains that only rules call. */
  readonly chains: readonly string[];
  /** The chains that the rules of a chain call; none where it is not there. */
  readonly called: (chain: string) => readonly string[];
  /** Counters that scripts have made. */
  readonly counters: readonly OwnCounter[];
  /** Whether the set is there that rules of a trial look up. */
  readonly hasTrialSet: boolean;
  /** How long the trial goes on; undefined where there is none. */
  readonly trialTime: Omit<Trial, 'generation'> | undefined;
}

export interface OwnCounter {
  readonly name: string;
  readonly packets: number;
  /** The rules that count with it. */
  readonly usedBy: readonly RuleId[];
}

export interface RuleId {
  readonly chain: string;
  readonly handle: number;
}

export interface OwnBase {
  /** Whether packets that no rule decides about are dropped. */
  readonly drops: boolean;
  readonly rules: readonly OwnRule[];
}

/** A rule of a base chain. */
export interface OwnRule {
  readonly handle: number;
  /**
   * What it is to switching: what leads to the rules that apply for a trial, or to those of a generation that stays; what ends flows; or any
   * other rule.
   */
  readonly role: 'trial' | 'settled' | 'ended' | 'other';
  /** Of a trial and of what stays: the generation, or undefined where packets of this hook are let through. */
  readonly generation: number | undefined;
  /** The chains that it calls. */
  readonly calls: readonly string[];
}

/** Looked up by the rules of a trial: as long as a family is an element, they apply to its packets. */
export const TRIAL_SET = 'trial';

/** No chain of a script has a slash in its name. What belongs to rules that a script has loaded itself is of generation 0. */
export function chainOf(generation: number, name: string): string {
  return `g${generation}/${name}`;
}

export function generationOf(chain: string): number | undefined {
  const [, digits] = /^g(0|[1-9][0-9]{0,8})\//.exec(chain) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Undefined: our table is not there, or it sleeps and filters nothing. Throws a `MachineError` for what these programs never make. */
export function ownItems(listing: Listing): OwnItems | undefined {
  const items = itemsIn(listing);
  const table = tableIn(items);
  if (!table || isDormant(table)) return undefined;
  const chains = own(items, 'chain');
  const rules = own(items, 'rule');
  const trial = own(items, 'set').find(({ name }) => name === TRIAL_SET);
  return {
    bases: new Map(
      chains
        .filter(({ hook }) => hook !== undefined)
        .map(({ name, policy }) => [
          String(name),
          {
            drops: policy === 'drop',
            rules: rules.filter(({ chain }) => chain === name).map((rule) => ruleOf(rule, String(name))),
          },
        ]),
    ),
    chains: chains.filter(({ hook }) => hook === undefined).map(({ name }) => String(name)),
    called: callsOfChains(rules),
    counters: countersIn(own(items, 'counter'), rules),
    hasTrialSet: trial !== undefined,
    trialTime: trial && timeOf(trial),
  };
}

/** In a text, quotes have a backslash before them in JSON. */
const CALL = /"(?:jump|goto)": ?\{"target": ?"([^"]+)"/g;

function callsOfChains(rules: readonly JsonObject[]): OwnItems['called'] {
  const calls = new Map<string, string[]>();
  for (const { chain, expr } of rules) {
    const called = callsIn(expr);
    if (called.length === 0) continue;
    const known = calls.get(String(chain));
    if (known) known.push(...called);
    else calls.set(String(chain), [...called]);
  }
  return (chain) => calls.get(chain) ?? [];
}

/** The chains that a rule calls. */
function callsIn(expr: unknown): readonly string[] {
  return callingIn(expr).flatMap((one) =>
    [...JSON.stringify(one).matchAll(CALL)].map(([, target]) => target!),
  );
}

/** The statements of a rule that may call chains. Those that match may have long lists, and need not be looked through. */
export function callingIn(expr: unknown): readonly unknown[] {
  const statements: readonly unknown[] = Array.isArray(expr) ? expr : [];
  return statements.filter((one) => !isObject(one) || !('match' in one));
}

/** Some chains, and all that they call. */
export function reached({ called }: OwnItems, from: readonly string[]): ReadonlySet<string> {
  const all = new Set(from);
  for (const chain of all) for (const callee of called(chain)) all.add(callee);
  return all;
}

function tableIn(items: readonly JsonObject[]): JsonObject | undefined {
  return items.flatMap(({ table }) =>
    isObject(table) && isOurs(table.family, table.name) ? [table] : [],
  )[0];
}

/**
 * Whether our table is there and sleeps. The kernel makes no base chain in the transaction that wakes a table, so it has to be deleted
 * and made anew, which no packet notices.
 */
export function isAsleep(listing: Listing): boolean {
  const table = tableIn(itemsIn(listing));
  return table !== undefined && isDormant(table);
}

function countersIn(counters: readonly JsonObject[], rules: readonly JsonObject[]): readonly OwnCounter[] {
  const users = new Map<unknown, RuleId[]>();
  for (const { expr, chain, handle } of rules) {
    for (const statement of Array.isArray(expr) ? expr : []) {
      if (!isObject(statement) || typeof statement.counter !== 'string') continue;
      const user = { chain: String(chain), handle: Number(handle) };
      const known = users.get(statement.counter);
      if (known) known.push(user);
      else users.set(statement.counter, [user]);
    }
  }
  return counters
    .filter(({ name }) => isCounterName(String(name)))
    .map(({ name, packets }) => ({
      name: String(name),
      packets: Number(packets),
      usedBy: users.get(name) ?? [],
    }));
}

function own(items: readonly JsonObject[], kind: string): readonly JsonObject[] {
  return items.flatMap(({ [kind]: one }) => (isObject(one) && isOurs(one.family, one.table) ? [one] : []));
}

/** Whether an item of a listing is our table, or in it. */
export function isOwn(item: JsonObject): boolean {
  const [kind, one] = Object.entries(item)[0]!;
  return isObject(one) && isOurs(one.family, kind === 'table' ? one.name : one.table);
}

export function isOurs(family: unknown, table: unknown): boolean {
  return family === 'inet' && table === 'secgroup';
}

/** Both families go at once. */
function timeOf({ elem = [] }: JsonObject): OwnItems['trialTime'] {
  const elements: readonly unknown[] = Array.isArray(elem) ? elem : [elem];
  if (elements.length === 0) return undefined;
  const left = elements.map((one) => (isObject(one) && isObject(one.elem) ? one.elem : {}));
  const isWhole = ['ipv4', 'ipv6'].every((family) => left.some(({ val }) => val === family));
  if (!isWhole || left.some(({ timeout }) => typeof timeout !== 'number'))
    throw new MachineError(`set '${TRIAL_SET}' of table 'inet secgroup' was changed by others`);
  const least = (key: 'expires' | 'timeout') => Math.min(...left.map((one) => Number(one[key] ?? 0)));
  return { left: least('expires'), lasts: least('timeout') };
}

function ruleOf({ handle, expr }: JsonObject, hook: string): OwnRule {
  const statements: readonly unknown[] = Array.isArray(expr) ? expr : [];
  const isTrial = looksUpTrial(statements[0]);
  const verdict = statements.length === (isTrial ? 2 : 1) ? statements.at(-1) : undefined;
  const role = isTrial ? 'trial' : isFinal(verdict, hook) ? 'settled' : callsEnding(expr) ? 'ended' : 'other';
  return {
    handle: Number(handle),
    role,
    generation: isTrial || role === 'settled' ? targetOf(verdict, hook) : undefined,
    calls: callsIn(expr),
  };
}

export function looksUpTrial(statement: unknown): boolean {
  if (!isObject(statement) || !isObject(statement.match)) return false;
  const { op, left, right } = statement.match;
  const isFamily = isObject(left) && isObject(left.meta) && left.meta.key === 'nfproto';
  return isFamily && op === '==' && right === `@${TRIAL_SET}`;
}

/** What ends a base chain for every packet; `accept` does so for a hook that the host ignores, and stands in no script alone. */
function isFinal(verdict: unknown, hook: string): boolean {
  return isObject(verdict) && ('accept' in verdict || targetOf(verdict, hook) !== undefined);
}

/** The generation whose rules for a hook it leads to. To any other chain, somebody else leads. */
function targetOf(verdict: unknown, hook: string): number | undefined {
  if (!isObject(verdict) || !isObject(verdict.goto)) return undefined;
  const target = String(verdict.goto.target);
  const generation = generationOf(target);
  return generation !== undefined && target === chainOf(generation, hook) ? generation : undefined;
}
