import { MachineError } from '../../machine/errors.js';
import type { Listing } from '../listing.js';
import type { Held } from '../switching.js';
import {
  baseRules,
  HOOKS,
  type OwnTable,
  ownTables,
  slotsOf,
  trialRules,
  type Window,
} from './own-tables.js';
import { BESIDE_SCRIPT, SCRIPT, type Slot } from './slots.js';

/** Seconds between the listing that a trial is begun from and its rules. */
const LATE = 2;

export function heldOf(listing: Listing): Held {
  const tables = ownTables(listing.text);
  const slots = slotsOf(tables);
  const numberOf = (slot: Slot) => [...slots].find(([, one]) => one === slot)?.[0];
  const filters = tables.filter(({ name }) => name === 'filter');
  const settled = settledIn(filters.map((table) => settledOf(table, numberOf)));
  const now = listing.time ?? 0;
  const trial = trialRules(tables, now);
  const [first] = trial;
  const led = trial.find(({ slot }) => slot !== undefined)?.slot;
  const newest = Math.max(0, ...slots.keys());
  const generation = led !== undefined ? numberOf(led) : newest === settled ? undefined : newest;
  if (first && !generation)
    throw new MachineError(
      'rules that lead packets away for a while lead to no generation: somebody put them there',
    );
  return {
    settled,
    highest: newest,
    shared: [],
    ...(first?.window &&
      generation !== undefined && {
        // The last second of a window counts wholly. It begins with the listing, and packets meet the rules a little later.
        trial: {
          generation,
          left: first.window.stop - now,
          lasts: first.window.stop + 1 - first.window.start - LATE,
        },
      }),
  };
}

/** The time of the trial that is going on. */
export function activeWindow({ text, time = 0 }: Listing): Window | undefined {
  return trialRules(ownTables(text), time)[0]?.window;
}

/** Where families differ, a change was ended between them, or somebody took rules away: what is newer counts. */
function settledIn(families: readonly Held['settled'][]): Held['settled'] {
  const numbers = families.filter((one) => typeof one === 'number');
  if (numbers.length > 0) return Math.max(...numbers);
  return families.includes('script') ? 'script' : 'nothing';
}

/** The slots of what applies without a trial, in any table. */
export function usedSlots(tables: readonly OwnTable[]): ReadonlySet<Slot> {
  return new Set(
    tables.flatMap((table) =>
      HOOKS[table.name].flatMap((hook) => {
        const rules = (baseRules(table, hook) ?? []).filter(
          ({ role }) => role !== 'trial' && role !== 'ended',
        );
        const last = rules.findIndex(({ role }) => role === 'settled');
        const led = last < 0 ? undefined : rules[last]!.slot;
        const isScript = (last < 0 ? rules : rules.slice(0, last)).some(({ role }) => role === 'other');
        return [...(led === undefined ? [] : [led]), ...(isScript ? [SCRIPT, BESIDE_SCRIPT] : [])];
      }),
    ),
  );
}

function settledOf(table: OwnTable, numberOf: (slot: Slot) => number | undefined): Held['settled'] {
  const all = HOOKS[table.name].map((hook) => baseRules(table, hook) ?? []);
  const leads = all.flatMap((rules) => rules.find(({ role }) => role === 'settled') ?? []);
  const slot = leads.find((rule) => rule.slot !== undefined)?.slot;
  if (slot !== undefined) {
    const number = numberOf(slot);
    if (number === undefined)
      throw new MachineError(`chains 'SECG${slot}-' are in use, and nothing says whose they are`);
    return number;
  }
  return all.some((rules) => rules.some(({ role }) => role === 'other')) ? 'script' : 'nothing';
}
