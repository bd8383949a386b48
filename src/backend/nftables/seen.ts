import { MachineError } from '../../machine/errors.js';
import { isObject, type JsonObject } from '../../proof/nftables/listing.js';
import type { Listing } from '../listing.js';
import type { Which } from '../switching.js';
import { callsEnding, isEnding, onlyDrops } from './ended.js';
import { itemsIn, NftItems } from './nft-items.js';
import {
  callingIn,
  chainOf,
  generationOf,
  isOurs,
  type OwnItems,
  type OwnRule,
  ownItems,
  reached,
  TRIAL_SET,
} from './own-items.js';

/**
 * The listing as if a script had loaded, of our table, only the rules that apply while a trial lasts, those that apply without it, or those
 * of a generation: a base chain has the rules of the generation that it leads to, and chains have the names that the script gave them.
 */
export function seenOf(listing: Listing, which: Which): Listing {
  const items = ownItems(listing);
  // Most tables never had a trial, and are shown as they are.
  if (!items || (!items.hasTrialSet && items.chains.every((name) => generationOf(name) === undefined)))
    return listing;
  const bases = new Map(
    [...items.bases].map(([name, { rules }]) => [name, leftOf(rules, which, items.chains, name)] as const),
  );
  const names = seenNames(items, bases);
  const all = itemsIn(listing);
  refuseOtherEnding(all);
  const seen = (item: JsonObject): readonly JsonObject[] => {
    const [kind, one] = Object.entries(item)[0]!;
    if (!isObject(one) || !isOurs(one.family, one.table)) return [item];
    if (kind === 'set' && one.name === TRIAL_SET) return [];
    if (kind === 'rule') return ruleSeen(one, bases, names);
    if (kind !== 'chain') return [item];
    // Before they apply, a base chain may have the policy of other rules, or none yet; these do without.
    return chainSeen(
      typeof which === 'number' && bases.has(String(one.name)) ? { ...one, policy: 'accept' } : one,
      bases,
      names,
    );
  };
  // What stands in a base chain itself comes before the rules that it leads to, whichever was made first.
  const isBelow = ({ rule }: JsonObject) => isObject(rule) && !bases.has(String(rule.chain));
  const [below, others] = [all.filter(isBelow), all.filter((item) => !isBelow(item))];
  return new NftItems({ items: [...others, ...below].flatMap(seen) }, listing);
}

/** What ends flows is left out of what is compared, since it only drops packets of known flows; so nothing else may be there. */
function refuseOtherEnding(items: readonly JsonObject[]): void {
  const others = items.some(
    ({ rule }) => isObject(rule) && isEnding(String(rule.chain)) && !onlyDrops(rule.expr),
  );
  if (others)
    throw new MachineError("a chain of table 'inet secgroup' that ends flows was changed by others");
}

/** The same for what applies at the moment of the listing. What somebody made of our table that we never make is shown as it is. */
export function seenNow(listing: Listing): Listing {
  try {
    return seenOf(listing, ownItems(listing)?.trialTime === undefined ? 'settled' : 'trial');
  } catch (error) {
    if (error instanceof MachineError) return listing;
    throw error;
  }
}

type Bases = ReadonlyMap<string, readonly OwnRule[]>;

/** The rules of a base chain that packets can come to: up to the one that leads them all away. */
function leftOf(
  rules: readonly OwnRule[],
  which: Which,
  chains: readonly string[],
  hook: string,
): readonly OwnRule[] {
  if (typeof which === 'number')
    return chains.includes(chainOf(which, hook))
      ? [{ handle: 0, role: 'settled', generation: which, calls: [] }]
      : [];
  const alive = rules.filter(({ role }) => role !== 'ended' && (which === 'trial' || role !== 'trial'));
  const last = alive.findIndex(({ role }) => role === 'trial' || role === 'settled');
  return last < 0 ? alive : alive.slice(0, last + 1);
}

/** The generation that a base chain leads to; undefined where its own rules apply. */
function ledTo(rules: readonly OwnRule[]): number | undefined {
  return rules.at(-1)?.generation;
}

/** What packets can come to, by its name in the kernel, and how it is called in what is seen. */
type Names = ReadonlyMap<string, string>;

function seenNames(items: OwnItems, bases: Bases): Names {
  const generations = new Set([...bases.values()].flatMap((rules) => ledTo(rules) ?? []));
  const roots = [...bases].flatMap(([hook, rules]) =>
    rules.flatMap(({ generation, calls }) =>
      generation === undefined ? calls : [chainOf(generation, hook)],
    ),
  );
  // A name of a script has no slash, nor such an ending.
  const seenAs = (name: string) => {
    const generation = generationOf(name);
    const short = (generation === undefined ? name : plain(name, generation)).replaceAll('/', '.');
    const isOwn = generation === undefined ? generations.size === 0 : generations.has(generation);
    return isOwn ? short : `${short}.g${generation ?? 0}`;
  };
  return new Map([...reached(items, roots)].map((name) => [name, seenAs(name)]));
}

function chainSeen(chain: JsonObject, bases: Bases, names: Names): readonly JsonObject[] {
  const name = String(chain.name);
  if (bases.has(name)) return [{ chain }];
  const seen = names.get(name);
  if (seen === undefined || bases.has(seen) || isEnding(name)) return [];
  return [{ chain: { ...chain, name: seen } }];
}

function ruleSeen(rule: JsonObject, bases: Bases, names: Names): readonly JsonObject[] {
  const name = String(rule.chain);
  const own = bases.get(name);
  if (own) {
    const known = own.find(({ handle }) => handle === rule.handle);
    if (!known || known.generation !== undefined) return [];
    const expr = Array.isArray(rule.expr) && known.role === 'trial' ? rule.expr.slice(1) : rule.expr;
    return [{ rule: { ...rule, expr: calling(expr, names) } }];
  }
  const chain = names.get(name);
  if (chain === undefined || isEnding(name) || callsEnding(rule.expr)) return [];
  return [{ rule: { ...rule, chain, expr: calling(rule.expr, names) } }];
}

function plain(name: string, generation: number): string {
  return name.slice(chainOf(generation, '').length);
}

/** The same statements, with the names that are seen in what they call. */
function calling(expr: unknown, names: Names): unknown {
  if (!Array.isArray(expr)) return expr;
  const may = new Set(callingIn(expr));
  return expr.map((statement: unknown) => (may.has(statement) ? renamed(statement, names) : statement));
}

function renamed(statement: unknown, names: Names): unknown {
  return JSON.parse(JSON.stringify(statement), (key, value: unknown) =>
    key === 'target' && typeof value === 'string' ? (names.get(value) ?? value) : value,
  );
}
