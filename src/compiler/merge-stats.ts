import type { Point } from '../address/intervals.js';
import type { FactoredRuleset } from '../ruleset/factor.js';
import type { HostRuleset } from '../ruleset/host-ruleset.js';
import type { ProgramStats } from '../target/target.js';

/** What merging did to one host's rules, and what the program costs. */
export interface MergeStats extends ProgramStats {
  /** Rules of all groups on all interfaces, each counted once for every kind of traffic it names. */
  readonly rulesIn: number;
  /** Entries that are left after merging. */
  readonly entriesOut: number;
}

export function mergeStats({ interfaces }: HostRuleset): Pick<MergeStats, 'rulesIn' | 'entriesOut'> {
  const directions = interfaces.flatMap(({ ingress, egress }) => [ingress, egress]);
  return {
    rulesIn: directions.reduce((total, { allows }) => total + allows.length, 0),
    entriesOut: directions.reduce(
      (total, { factored }) => total + entries(factored.ipv4) + entries(factored.ipv6),
      0,
    ),
  };
}

function entries<P extends Point>({ everything, protocols }: FactoredRuleset<P>): number {
  const own = protocols.reduce(
    (total, { anyCell, cells }) => total + Math.min(anyCell.length, 1) + cells.length,
    0,
  );
  return Math.min(everything.length, 1) + own;
}
