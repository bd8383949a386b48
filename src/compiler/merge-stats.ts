import type { IntervalSet, Point } from '../address/intervals.js';
import { type FactoredRuleset, isNobody, peersOfEntries } from '../ruleset/factored.js';
import type { HostRuleset } from '../ruleset/host-ruleset.js';
import { countElements, type ShortRuns } from '../target/sets.js';
import type { ProgramStats } from '../target/target.js';

/** What merging did to one host's rules, and what the program costs. */
export interface MergeStats extends ProgramStats {
  /** Rules of all groups on all interfaces, each counted once for every kind of traffic it names. */
  readonly rulesIn: number;
  /** Entries that are left after merging. */
  readonly entriesOut: number;
  /** The elements of all entries' peers, as if each had a set of addresses and prefixes to itself. */
  readonly naiveElements: number;
}

export function mergeStats(
  { interfaces }: HostRuleset,
  shortRuns: ShortRuns,
): Pick<MergeStats, 'rulesIn' | 'entriesOut' | 'naiveElements'> {
  const directions = interfaces.flatMap(({ ingress, egress }) => [ingress, egress]);
  const entries = directions.flatMap(({ factored }) => [
    ...elementsOfEntries(factored.ipv4, shortRuns),
    ...elementsOfEntries(factored.ipv6, shortRuns),
  ]);
  return {
    rulesIn: directions.reduce((total, { allows }) => total + allows.list.length, 0),
    entriesOut: entries.length,
    naiveElements: entries.reduce((total, elements) => total + elements, 0),
  };
}

/** For each entry, how many elements its peers are. */
function elementsOfEntries<P extends Point>(
  factored: FactoredRuleset<P>,
  shortRuns: ShortRuns,
): readonly number[] {
  const known = new Map<object, number>();
  const countOf = (block: { readonly set: IntervalSet<P> }): number => {
    const elements = known.get(block) ?? countElements(factored.space, block.set, shortRuns);
    known.set(block, elements);
    return elements;
  };
  return [...peersOfEntries(factored)]
    .filter((peers) => !isNobody(peers))
    .map(({ all }) => all.blocks.reduce((total, block) => total + countOf(block), 0));
}
