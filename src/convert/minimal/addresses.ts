import { ofSpace } from '../../address/address-set.js';
import { covers, type IntervalSet, isEmpty, type Point, unionAll } from '../../address/intervals.js';
import type { Space } from '../../address/space.js';
import type { Allow } from '../../policy/model.js';
import { isDivided } from '../../ruleset/canonical.js';
import { factorRuleset } from '../../ruleset/factor.js';
import type { FactoredProtocolOf } from '../../ruleset/factored.js';
import type { CellRuleset, FamilyRuleset } from '../../ruleset/model.js';
import { type PeerSet, peersWithout } from '../../ruleset/peer-set.js';
import { formatTraffic } from '../../traffic/format.js';
import { allTraffic, CELLS, everythingOf, type Traffic } from '../../traffic/traffic.js';
import { travels } from '../travels.js';
import { countRules, type MergedEntry } from './entry.js';
import { longestRuns } from './runs.js';

/**
 * The fewest entries, counted as rules of a cloud, that are known to mean what a family's ruleset means: what many have in
 * common said once, or the longest runs of ports, or what stands there already, whatever is shortest.
 */
export function fewestEntries<P extends Point>(
  ruleset: FamilyRuleset<P>,
  allows: readonly Allow[],
): readonly MergedEntry<P>[] {
  const { space } = ruleset;
  const merged = mergedEntries(ruleset);
  const written = writtenEntries(space, allows);
  return countRules(space, written) < countRules(space, merged) ? written : merged;
}

function mergedEntries<P extends Point>(ruleset: FamilyRuleset<P>): readonly MergedEntry<P>[] {
  const { space, protocols } = ruleset;
  const factored = factorRuleset(ruleset);
  const entries: MergedEntry<P>[] = [];
  const everything = factored.everything.set;
  if (!isEmpty(everything)) entries.push({ traffic: allTraffic, peers: everything });
  for (const protocol of factored.protocols) {
    const common = commonEntries(protocol);
    const canonical = protocols.find(({ first, last }) => first <= protocol.first && protocol.last <= last)!;
    const cells = canonical.cells
      .map(({ first, last, set }) => ({ first, last, peers: shorter(set, factored.everything).set }))
      .filter(({ peers }) => !isEmpty(peers));
    const runs = longestRuns(space, cells)?.map(({ first, last, peers }) => ({
      traffic: { protocol: protocol.first, first, last },
      peers,
    }));
    const best = runs && countRules(space, runs) < countRules(space, common) ? runs : common;
    for (let number = protocol.first; number <= protocol.last; number++)
      entries.push(
        ...best.map(({ traffic, peers }) => ({ traffic: { ...traffic, protocol: number }, peers })),
      );
  }
  return entries;
}

function commonEntries<P extends Point>({
  first: protocol,
  anyCell,
  cells,
}: FactoredProtocolOf<PeerSet<P>>): readonly MergedEntry<P>[] {
  const whole = { traffic: { protocol, first: 0, last: CELLS - 1 }, peers: anyCell.set };
  const rest = cells.map(({ first, last, peers }) => ({
    traffic: { protocol, first, last },
    peers: peers.set,
  }));
  return anyCell.count === 0 ? rest : [whole, ...rest];
}

function shorter<P extends Point>(peers: PeerSet<P>, elsewhere: PeerSet<P>): PeerSet<P> {
  const difference = peersWithout(peers, elsewhere);
  return difference.count < peers.count ? difference : peers;
}

/** What the rules say one by one, each traffic once. */
function writtenEntries<P extends Point>(
  space: Space<P>,
  allows: readonly Allow[],
): readonly MergedEntry<P>[] {
  const byTraffic = new Map<string, { traffic: Traffic; sets: IntervalSet<P>[] }>();
  for (const { traffic, peers } of allows) {
    const own = ofSpace(space, peers);
    if (isEmpty(own) || !travels(traffic, space.family)) continue;
    const key = formatTraffic(traffic);
    const same = byTraffic.get(key);
    if (same) same.sets.push(own);
    else byTraffic.set(key, { traffic, sets: [own] });
  }
  return Array.from(byTraffic.values(), ({ traffic, sets }) => ({ traffic, peers: unionAll(sets) }));
}

/** Whether a family's ruleset lets all of these peers use all of the traffic. */
export function allowsAll<P extends Point>(
  { space, protocols }: FamilyRuleset<P>,
  traffic: Traffic,
  peers: IntervalSet<P>,
): boolean {
  const { protocol } = traffic;
  const [from, to] = protocol === 'all' ? [0, 255] : [protocol, protocol];
  let next = from;
  for (const { first, last, cells } of protocols) {
    if (last < next || first > next) continue;
    const whole = protocol === 'all' || !isDivided(first, space.family);
    if (!cellsAllow(cells, whole ? everythingOf(first) : traffic, peers)) return false;
    next = last + 1;
  }
  return next > to;
}

function cellsAllow<P extends Point>(
  cells: readonly CellRuleset<P>[],
  { first, last }: Traffic,
  peers: IntervalSet<P>,
): boolean {
  let next = first;
  for (const cell of cells) {
    if (cell.first <= next && next <= cell.last && covers(cell.peers, peers)) next = cell.last + 1;
  }
  return next > last;
}
