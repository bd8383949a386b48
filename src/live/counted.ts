import { type Count, readCounters } from '../backend/nftables/counters.js';
import type { Direction } from '../definition/model.js';
import { MachineError } from '../machine/errors.js';
import type { Machine } from '../machine/machine.js';
import type { Origin, Policy } from '../policy/model.js';
import { droppedCounter, manyCounter, RuleCounters, sharedName } from '../target/nftables/counters.js';
import { nftHooks } from '../target/nftables/program.js';

/** A rule of the definition, and what it has let through. */
export interface CountedRule {
  readonly origin: Origin;
  /** What it is called among the counters: the same as long as the rule says the same. */
  readonly id: string;
  /** What it alone has let through; undefined: nothing that is loaded lets anything through by it alone. */
  readonly alone: Count | undefined;
  /** What it has let through together with rules that it was merged with, of which each counts all; undefined: it was merged with none. */
  readonly shared: Count | undefined;
  /** Where it was merged with so many that no rule is told: what these let through counts for none. */
  readonly isUntold: boolean;
}

export interface Counted {
  /** Of the groups of the host's interfaces, in their order. */
  readonly rules: readonly CountedRule[];
  /** Packets that were refused, by hook; only hooks that are filtered. */
  readonly dropped: readonly { readonly hook: string; readonly count: Count }[];
  /** What parts let through that come of too many rules to count for each; absent: there are none. */
  readonly many: readonly { readonly direction: Direction; readonly count: Count }[];
}

/** What the rules behind a host's policy have let through on a machine. Throws a `MachineError` where nothing is counted. */
export async function counted(machine: Machine, policy: Policy): Promise<Counted> {
  const counters = await readCounters(machine);
  if (!counters) throw new MachineError("nothing of ours is loaded: table 'inet secgroup' is not there");
  if (counters.size === 0)
    throw new MachineError('what is loaded counts nothing: set `counters: true` on the host, and apply that');
  return countedBy(policy, counters);
}

export function countedBy({ interfaces }: Policy, counters: ReadonlyMap<string, Count>): Counted {
  const names = new RuleCounters();
  const found = new Map<string, Origin>();
  for (const { origin } of interfaces.flatMap(({ ingress, egress }) => [...ingress, ...egress])) {
    const key = `${names.nameOf(origin)} ${origin.number}`;
    if (!found.has(key)) found.set(key, origin);
  }
  const many = (['ingress', 'egress'] as const).flatMap((direction) => {
    const count = counters.get(manyCounter(direction).name);
    return count ? [{ direction, count }] : [];
  });
  return {
    rules: Array.from(found.values(), (origin) => {
      const id = names.nameOf(origin);
      return {
        origin,
        id,
        alone: counters.get(id),
        shared: counters.get(sharedName(id)),
        isUntold: many.some(
          ({ direction, count }) => direction === origin.rule.direction && count.packets > 0,
        ),
      };
    }),
    dropped: nftHooks.flatMap((hook) => {
      const count = counters.get(droppedCounter(hook).name);
      return count ? [{ hook, count }] : [];
    }),
    many,
  };
}

/** Whether a rule is loaded and has let nothing through at all. */
export function isUnused({ alone, shared, isUntold }: CountedRule): boolean {
  if (isUntold || (!alone && !shared)) return false;
  return (alone?.packets ?? 0) === 0 && (shared?.packets ?? 0) === 0;
}
