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
import type { Slot } from './slots.js';

export function heldOf(listing: Listing): Held {
  const tables = ownTables(listing.text);
  const slots = slotsOf(tables);
  const numberOf = (slot: Slot) => [...slots].find(([, one]) => one === slot)?.[0];
  const filters = tables.filter(({ name }) => name === 'filter');
  const settled = new Set(filters.map((table) => settledOf(table, numberOf)));
  if (settled.size > 1)
    throw new MachineError(
      `IPv4 and IPv6 have rules of different loads (${[...settled].join(', ')}): a change was ended half way; load the script that was confirmed`,
    );
  const now = listing.time ?? 0;
  const trial = trialRules(tables, now);
  const [first] = trial;
  const led = trial.find(({ slot }) => slot !== undefined)?.slot;
  const generation = led === undefined ? undefined : numberOf(led);
  return {
    settled: [...settled][0] ?? 'nothing',
    highest: Math.max(0, ...slots.keys()),
    ...(first?.window &&
      generation !== undefined && {
        // The last second of a window counts wholly.
        trial: {
          generation,
          left: first.window.stop - now,
          lasts: first.window.stop + 1 - first.window.start,
        },
      }),
  };
}

/** The time of the trial that is going on. */
export function activeWindow({ text, time = 0 }: Listing): Window | undefined {
  return trialRules(ownTables(text), time)[0]?.window;
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
