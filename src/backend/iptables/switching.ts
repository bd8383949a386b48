import type { Family } from '../../address/space.js';
import { MachineError } from '../../machine/errors.js';
import type { EndedFlows } from '../../proof/ended.js';
import { familyPrograms } from '../../target/iptables/programs.js';
import type { XtablesKind } from '../../target/target.js';
import type { Listing } from '../listing.js';
import type { Switching, Transaction } from '../switching.js';
import { cleaning } from './cleaning.js';
import { endingCall, endingChains, endingName } from './ended.js';
import { activeWindow, heldOf } from './held.js';
import { baseRules, HOOKS, type OwnTable, ownTables, slotsOf, timeText, type Window } from './own-tables.js';
import { seenOf } from './seen.js';
import { BESIDE_SCRIPT, freeSlot, nameIn, SCRIPT, type Slot } from './slots.js';
import { stagedOf, tableText } from './staged.js';
import { type Step, stepsTransaction } from './steps.js';

/** Which family or table follows, the policy of a built-in chain, and what is ours or leads there. */
const OWN_LINE = /^#SECGROUP |^\*|^:(INPUT|FORWARD|OUTPUT|PREROUTING) |SECG/;

/**
 * The chains that hooks call stay, and what applies is the first of their rules that leads to a generation: `-m time … -g SECG.INPUT` as
 * long as a trial lasts, `-g SECG,INPUT` for good. The kernel switches each table at once; IPv6 goes first. The raw table lets everything
 * through while the filter table is switched: the rules before connection tracking only drop, and must not drop what the others let in.
 */
export function xtablesSwitching(target: 'iptables' | 'ipset', kind: XtablesKind | undefined): Switching {
  const programs = {
    ipv6: familyPrograms('ip6tables', kind ?? 'default').restore,
    ipv4: familyPrograms('iptables', kind ?? 'default').restore,
  };
  const restore = (family: Family, input: string, undo?: string): Step => {
    const command = `${programs[family]} --noflush -w`;
    return { command, input, ...(undo !== undefined && { undo: { command, input: undo } }) };
  };
  return {
    state: ({ text }) =>
      text
        .split('\n')
        .filter((line) => OWN_LINE.test(line))
        .join('\n')
        .replace(/\[\d+:\d+\]| (timeout|packets|bytes) \d+/g, ''),
    held: heldOf,
    seen: seenOf,
    stage(listing, script, { generation, ended }) {
      const slot = freeSlot(ownTables(listing.text).flatMap(({ chains }) => [...chains.keys()]));
      const { sets, rules } = stagedOf(script, target, slot, generation, ended);
      return stepsTransaction([
        ...(sets === '' ? [] : [{ command: `${destroySets(slot)} && ipset restore`, input: sets }]),
        restore('ipv6', rules.ipv6),
        restore('ipv4', rules.ipv4),
      ]);
    },
    begin(listing, generation, seconds, undone) {
      const slot = slotsOf(ownTables(listing.text)).get(generation)!;
      const start = listing.time!;
      const match = windowText({ start, stop: start + seconds });
      return switched(listing, slot, match, restore, (table) => undoing(listing, table, undone));
    },
    keep(listing) {
      const { trial } = heldOf(listing);
      const window = activeWindow(listing);
      if (!trial || !window) throw new MachineError('no trial is going on');
      const slot = slotsOf(ownTables(listing.text)).get(trial.generation)!;
      const inTime = `[ "$(date +%s)" -le ${window.stop} ] || { echo 'the trial is over' >&2; false; }`;
      return switched(listing, slot, '', restore, () => [], inTime);
    },
    end(listing) {
      const steps = ownTables(listing.text).flatMap((table) => {
        const lines = HOOKS[table.name].flatMap((hook) =>
          (baseRules(table, hook) ?? [])
            .filter(({ role }) => role === 'trial')
            .map(({ text }) => `-D ${nameIn(SCRIPT, hook)} ${text}`),
        );
        return lines.length === 0 ? [] : [restore(table.family, tableText(table.name, lines))];
      });
      return stepsTransaction(steps);
    },
    clean(listing) {
      if (heldOf(listing).trial) return undefined;
      const { tables, unused } = cleaning(listing);
      if (tables.length === 0) return undefined;
      const steps = tables.map(({ family, name, lines }) => restore(family, tableText(name, lines)));
      const sets = target === 'ipset' ? [{ command: `{ ${destroySets(unused)}; }`, input: '' }] : [];
      return stepsTransaction([...steps, ...sets]);
    },
  };
}

function windowText({ start, stop }: Window): string {
  return `-m time --datestart ${timeText(start)} --datestop ${timeText(stop)} `;
}

/** Of sets in these slots, those that are there. Chains no longer look into them. */
function destroySets(slots: Slot): string {
  return `ipset -n list | sed -n 's/^SECG[${slots}].*/destroy &/p' | ipset restore`;
}

type Restore = (family: Family, input: string, undo?: string) => Step;

/** Puts rules in front that lead to a slot, in every table. */
function switched(
  listing: Listing,
  slot: Slot,
  match: string,
  restore: Restore,
  first: (table: OwnTable) => readonly string[],
  before?: string,
): Transaction {
  const tables = ownTables(listing.text);
  const steps = (['ipv6', 'ipv4'] as const).flatMap((family) => {
    const [filter, raw] = (['filter', 'raw'] as const).map((name) =>
      tables.find((table) => table.family === family && table.name === name),
    );
    if (!filter) throw new MachineError(`table filter of ${family === 'ipv4' ? 'IPv4' : 'IPv6'} is gone`);
    const { lines, undo } = leading(filter, slot, match, first(filter));
    const switching = restore(family, tableText('filter', lines), tableText('filter', undo));
    return raw ? [...around(raw, switching, slot, match, restore)] : [switching];
  });
  return stepsTransaction(steps, before);
}

/** Lines that put the rules of a slot in front of those of every hook. A call of ours stays where it is. */
function leading(
  table: OwnTable,
  slot: Slot,
  match: string,
  first: readonly string[],
): { readonly lines: readonly string[]; readonly undo: readonly string[] } {
  const hooks = HOOKS[table.name].filter(
    (hook) => table.chains.has(nameIn(SCRIPT, hook)) || table.chains.has(nameIn(slot, hook)),
  );
  const leads = hooks.map((hook) => {
    const base = nameIn(SCRIPT, hook);
    const isJudged = table.chains.has(nameIn(slot, hook));
    const rule = `${match}${isJudged ? `-g ${nameIn(slot, hook)}` : '-j RETURN'}`;
    const call = `-j ${base}`;
    const isCalled = table.calls.has(hook);
    // Rules end in a drop; the policy is for a chain that somebody empties. In front of connection tracking it is not ours.
    const policy = table.name === 'raw' ? undefined : isJudged ? match === '' && 'DROP' : 'ACCEPT';
    return {
      lines: [
        ...(table.chains.has(base) ? [] : [`:${base} - [0:0]`]),
        ...(policy ? [`:${hook} ${policy} [0:0]`] : []),
        `-I ${base} 1 ${rule}`,
        ...(isCalled ? [] : [`-I ${hook} 1 ${call}`]),
      ],
      undo: [...(policy ? [`:${hook} ${table.policies.get(hook)} [0:0]`] : []), `-D ${base} ${rule}`],
    };
  });
  return {
    lines: [...first, ...leads.flatMap(({ lines }) => lines)],
    undo: leads.flatMap(({ undo }) => undo),
  };
}

/** What is done to the raw table of a family before and after the switch of its filter table. */
function around(
  raw: OwnTable,
  switching: Step,
  slot: Slot,
  match: string,
  restore: Restore,
): readonly Step[] {
  const [hook] = HOOKS.raw as [string];
  const base = nameIn(SCRIPT, hook);
  const [isThere, isJudged] = [raw.chains.has(base), raw.chains.has(nameIn(slot, hook))];
  const step = (lines: readonly string[], undo: readonly string[]) =>
    restore(raw.family, tableText('raw', lines), tableText('raw', undo));
  const open = `${match}-j RETURN`;
  const lead = leading(raw, slot, match, []);
  return [
    ...(isThere ? [step([`-I ${base} 1 ${open}`], [`-D ${base} ${open}`])] : []),
    switching,
    ...(isJudged ? [step(lead.lines, lead.undo)] : []),
  ];
}

/** Lines that end what a trial lets begin, where the rules apply that are there now. */
function undoing(listing: Listing, table: OwnTable, undone: readonly EndedFlows[]): readonly string[] {
  const { settled } = heldOf(listing);
  if (settled === 'nothing') return [];
  const slot = settled === 'script' ? BESIDE_SCRIPT : slotsOf(ownTables(listing.text)).get(settled)!;
  const taken = [...table.chains.keys()].flatMap((name) => /-ENDED-(\d+)$/.exec(name)?.[1] ?? []);
  const chains = endingChains(undone, table.family, slot, 1 + Math.max(0, ...taken.map(Number)));
  const rules = chains.flatMap(({ name, rules: own }) => own.map((rule) => `-A ${name} ${rule}`));
  const callers = (['INPUT', 'OUTPUT'] as const).flatMap((hook) => {
    const caller = settled === 'script' ? nameIn(SCRIPT, hook) : nameIn(slot, hook);
    const call = endingCall(slot, hook);
    const isNeeded = chains.some(({ name }) => name === endingName(slot, hook));
    const isCalled = table.chains.get(caller)?.includes(call) ?? true;
    return isNeeded && !isCalled ? [`-I ${caller} 1 ${call}`] : [];
  });
  return [
    ...chains.flatMap(({ name }) => (table.chains.has(name) ? [] : [`:${name} - [0:0]`])),
    ...rules,
    ...callers,
  ];
}
