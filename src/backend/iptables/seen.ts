import { MachineError } from '../../machine/errors.js';
import type { Listing } from '../listing.js';
import type { Which } from '../switching.js';
import { isEnding, onlyDrops } from './ended.js';
import {
  baseRules,
  callsEnding,
  HOOKS,
  isActive,
  type ListedPart,
  type OwnTable,
  ownTables,
  partsOfListing,
  slotsOf,
  trialRules,
} from './own-tables.js';
import { inSlot, isOwn, nameIn, SCRIPT, type Slot, slotOf } from './slots.js';

/**
 * The listing as if a script had loaded, of our chains and sets, only the rules that apply while a trial lasts, those that apply without it, or
 * those of a generation: the chain that a hook calls has the rules that it leads to, and all have the names that the script gave them.
 */
export function seenOf(listing: Listing, which: Which): Listing {
  const tables = ownTables(listing.text);
  const hasSlots = tables.some(({ chains }) =>
    [...chains.keys()].some((name) => slotOf(name)?.slot !== SCRIPT),
  );
  // Most machines never had a trial, and what they hold is shown as it is.
  if (!hasSlots) return listing;
  refuseOtherEnding(tables);
  const wanted = typeof which === 'number' ? (slotsOf(tables).get(which) ?? 'none') : which;
  const used = new Set<Slot>();
  const now = listing.time ?? 0;
  const parts = partsOfListing(listing.text);
  const seen = parts.map((part) => {
    if (part.table !== 'filter' && part.table !== 'raw') return part;
    const table = tables.find(({ family, name }) => family === part.family && name === part.table)!;
    return { ...part, lines: tableSeen(part, table, wanted, now, used) };
  });
  const lines = seen.flatMap((part) => (part.table === 'sets' ? setsSeen(part.lines, used) : part.lines));
  return { ...listing, text: lines.join('\n') };
}

/** The same for what applies at the moment of the listing. */
export function seenNow(listing: Listing): Listing {
  const isTrial = trialRules(ownTables(listing.text), listing.time ?? 0).length > 0;
  try {
    return seenOf(listing, isTrial ? 'trial' : 'settled');
  } catch (error) {
    // What somebody made of our chains that we never make is shown as it is.
    if (error instanceof MachineError) return listing;
    throw error;
  }
}

/** What ends flows is left out of what is compared, since it only drops packets of known flows; so nothing else may be there. */
function refuseOtherEnding(tables: readonly OwnTable[]): void {
  const others = tables.some(({ chains }) =>
    [...chains].some(([name, rules]) => isEnding(name) && !rules.every(onlyDrops)),
  );
  if (others) throw new MachineError('a chain of ours that ends flows was changed by others');
}

function tableSeen(
  { lines }: ListedPart,
  table: OwnTable,
  wanted: Slot,
  now: number,
  used: Set<Slot>,
): readonly string[] {
  const bodies = new Map(
    HOOKS[table.name].flatMap((hook) => {
      const body = bodyOf(table, hook, wanted, now);
      if (body) used.add(body.slot);
      return body ? [[hook, body.rules] as const] : [];
    }),
  );
  const slots = new Set(
    [...used].filter((slot) => [...table.chains.keys()].some((name) => slotOf(name)?.slot === slot)),
  );
  const below = [...table.chains].flatMap(([whole, rules]) => {
    const { slot, name } = slotOf(whole) ?? { slot: 'none', name: '' };
    if (!slots.has(slot) || HOOKS[table.name].includes(name) || isEnding(whole)) return [];
    return [[nameIn(SCRIPT, name), rules.map((rule) => inSlot(rule, slot, SCRIPT))] as const];
  });
  const own = [...[...bodies].map(([hook, rules]) => [nameIn(SCRIPT, hook), rules] as const), ...below];
  const isStaged = wanted !== 'trial' && wanted !== 'settled';
  const foreign = lines.filter((line) => !isOwn(/^(?::|-A )(\S+)/.exec(line)?.[1] ?? ''));
  const declared = foreign.filter((line) => line.startsWith(':'));
  // As the programs list them: rules in the order of their chains.
  const rulesOf = (chain: string): readonly string[] => {
    const rules = foreign.filter((line) => line.startsWith(`-A ${chain} `));
    if (!HOOKS[table.name].includes(chain)) return rules;
    const call = `-A ${chain} -j ${nameIn(SCRIPT, chain)}`;
    if (!bodies.has(chain)) return rules.filter((line) => line !== call);
    // The call of what is staged will be the first rule, where there is none yet. One that somebody took away is missing.
    return isStaged && !rules.includes(call) ? [call, ...rules] : rules;
  };
  return [
    ...foreign.filter((line) => !/^(:|-A |COMMIT$)/.test(line)),
    ...declared,
    ...own.map(([name]) => `:${name} - [0:0]`),
    ...declared.flatMap((line) => rulesOf(/^:(\S+)/.exec(line)![1]!)),
    ...own.flatMap(([name, rules]) => rules.map((rule) => `-A ${name} ${rule}`)),
    ...foreign.filter((line) => line === 'COMMIT'),
  ];
}

interface Body {
  readonly slot: Slot;
  readonly rules: readonly string[];
}

/** The rules that packets of a hook come to; undefined: none of ours. */
function bodyOf(table: OwnTable, hook: string, wanted: Slot, now: number): Body | undefined {
  const inOf = (slot: Slot): Body | undefined => {
    const rules = table.chains.get(nameIn(slot, hook));
    return rules && { slot, rules: withoutEnding(rules).map((rule) => inSlot(rule, slot, SCRIPT)) };
  };
  if (wanted !== 'trial' && wanted !== 'settled') return inOf(wanted);
  const rules = baseRules(table, hook);
  if (!rules) return undefined;
  const alive = rules.filter(
    (rule) => rule.role !== 'ended' && (rule.role !== 'trial' || (wanted === 'trial' && isActive(rule, now))),
  );
  const lead = alive.findIndex(({ role }) => role === 'trial' || role === 'settled');
  const before = lead < 0 ? alive : alive.slice(0, lead);
  const own = before.map(({ text }) => text);
  if (lead < 0) return own.length === 0 ? undefined : { slot: SCRIPT, rules: own };
  const led = alive[lead]!.slot === undefined ? undefined : inOf(alive[lead]!.slot);
  // What somebody put in front comes first.
  if (led && own.some((rule) => / -[jg] SECG-/.test(` ${rule}`)))
    throw new MachineError('a rule that somebody has put in front of ours calls a chain with a name of ours');
  if (own.length > 0) return { slot: led?.slot ?? SCRIPT, rules: [...own, ...(led?.rules ?? ['-j RETURN'])] };
  return led;
}

function withoutEnding(rules: readonly string[]): readonly string[] {
  return rules.filter((rule) => !callsEnding(rule));
}

function setsSeen(lines: readonly string[], used: ReadonlySet<Slot>): readonly string[] {
  return lines.flatMap((line) => {
    const [, name] = /^(?:create|add) (SECG\S+)/.exec(line) ?? [];
    if (name === undefined) return [line];
    const { slot } = slotOf(name) ?? { slot: 'none' };
    return used.has(slot) ? [inSlot(line, slot, SCRIPT)] : [];
  });
}
