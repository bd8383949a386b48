import type { Family } from '../../address/space.js';
import type { Listing } from '../listing.js';
import { usedSlots } from './held.js';
import { type BaseRule, baseRules, HOOKS, type OwnTable, ownTables, type TableName } from './own-tables.js';
import { marked, nameIn, SCRIPT, SLOTS, type Slot, slotOf } from './slots.js';

/** Lines for iptables-restore that take out what no packet meets any more. */
export interface Cleaned {
  readonly family: Family;
  readonly name: TableName;
  readonly lines: readonly string[];
}

/** Tables of which something is to go, and the slots of sets that go; no trial is going on. */
export function cleaning(listing: Listing): { readonly tables: readonly Cleaned[]; readonly unused: Slot } {
  const tables = ownTables(listing.text);
  const used = usedSlots(tables);
  return {
    tables: tables.flatMap((table) => {
      const lines = linesOf(table, used);
      return lines.length === 0 ? [] : [{ family: table.family, name: table.name, lines }];
    }),
    // Last in a list of characters, a hyphen is no range.
    unused: [...SLOTS, SCRIPT].filter((slot) => !used.has(slot)).join(''),
  };
}

function linesOf(table: OwnTable, used: ReadonlySet<Slot>): readonly string[] {
  const dead: string[] = [];
  const calls: string[] = [];
  const policies: string[] = [];
  const bases = new Set<string>();
  for (const hook of HOOKS[table.name]) {
    const base = nameIn(SCRIPT, hook);
    const rules = baseRules(table, hook);
    if (!rules) continue;
    const left = rules.filter(({ role }) => role !== 'trial');
    const isOpen = left.length === 0 || isReturn(left.find(({ role }) => role !== 'ended'));
    if (isOpen) {
      for (let count = table.calls.get(hook) ?? 0; count > 0; count--) calls.push(`-D ${hook} -j ${base}`);
      continue;
    }
    bases.add(base);
    dead.push(...rules.filter((_, at) => isDead(rules, at)).map(({ text }) => `-D ${base} ${text}`));
    if (table.name === 'filter' && table.policies.get(hook) !== 'DROP') policies.push(`:${hook} DROP [0:0]`);
  }
  const gone = [...table.chains.keys()].filter((name) => {
    const slot = slotOf(name)?.slot ?? marked(name)?.slot;
    return !bases.has(name) && (slot === undefined || !used.has(slot));
  });
  return [
    ...policies,
    ...calls,
    ...dead,
    // A chain that is called cannot be deleted, so calls go first.
    ...gone.map((name) => `:${name} - [0:0]`),
    // Rules of others that call one keep it; it is empty.
    ...gone.filter((name) => !table.calledByOthers.has(name)).map((name) => `-X ${name}`),
  ];
}

function isReturn(rule: BaseRule | undefined): boolean {
  return rule?.role === 'settled' && rule.slot === undefined;
}

/** A rule of a trial that has ended, and what stands behind a rule that leads every packet away. */
function isDead(rules: readonly BaseRule[], at: number): boolean {
  return rules[at]!.role === 'trial' || rules.slice(0, at).some(({ role }) => role === 'settled');
}
