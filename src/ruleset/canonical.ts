import { type IntervalSet, isEmpty, type Point, unionAll } from '../address/intervals.js';
import { ipv4 } from '../address/ipv4.js';
import { ipv6 } from '../address/ipv6.js';
import type { Family, Space } from '../address/space.js';
import type { Allow } from '../policy/model.js';
import { familiesOf, hasPorts, ICMP, ICMPV6 } from '../traffic/protocols.js';
import { CELLS, type Traffic } from '../traffic/traffic.js';
import { type Intern, interner } from './intern.js';
import type { CellRuleset, FamilyRuleset, ProtocolRuleset, Ruleset } from './model.js';

/** Merges what the rules of all groups of an interface allow in one direction into the canonical form. */
export function canonicalRuleset(allows: readonly Allow[]): Ruleset {
  return {
    ipv4: canonicalFamily(
      ipv4,
      narrow(allows, 'ipv4', (allow) => allow.peers.ipv4),
    ),
    ipv6: canonicalFamily(
      ipv6,
      narrow(allows, 'ipv6', (allow) => allow.peers.ipv6),
    ),
  };
}

interface FamilyAllow<P extends Point> {
  readonly traffic: Traffic;
  readonly peers: IntervalSet<P>;
}

function narrow<P extends Point>(
  allows: readonly Allow[],
  family: Family,
  peersOf: (allow: Allow) => IntervalSet<P>,
): readonly FamilyAllow<P>[] {
  return allows
    .filter(({ traffic }) => traffic.protocol === 'all' || familiesOf(traffic.protocol).includes(family))
    .map((allow) => ({ traffic: allow.traffic, peers: peersOf(allow) }))
    .filter(({ peers }) => !isEmpty(peers));
}

function canonicalFamily<P extends Point>(
  space: Space<P>,
  allows: readonly FamilyAllow<P>[],
): FamilyRuleset<P> {
  const intern = interner<P>();
  const ofAll = intern(
    unionAll(allows.filter(({ traffic }) => traffic.protocol === 'all').map(({ peers }) => peers)),
  );
  const byProtocol = groupByProtocol(allows);
  const protocols: ProtocolRuleset<P>[] = [];
  for (let protocol = 0; protocol < 256; protocol++) {
    const own = byProtocol.get(protocol) ?? [];
    const cells = own.length === 0 ? wholeSpace(ofAll) : mergeCells(own, ofAll, intern);
    if (cells.length > 0) append(protocols, protocol, cells, space.family);
  }
  return { space, protocols };
}

function groupByProtocol<P extends Point>(
  allows: readonly FamilyAllow<P>[],
): Map<number | 'all', FamilyAllow<P>[]> {
  const groups = new Map<number | 'all', FamilyAllow<P>[]>();
  for (const allow of allows) {
    const group = groups.get(allow.traffic.protocol);
    if (group) group.push(allow);
    else groups.set(allow.traffic.protocol, [allow]);
  }
  return groups;
}

function wholeSpace<P extends Point>(peers: IntervalSet<P>): readonly CellRuleset<P>[] {
  return isEmpty(peers) ? [] : [{ first: 0, last: CELLS - 1, peers }];
}

/** Joins a protocol to the one before it if neither is ever divided and their peers are the same. */
function append<P extends Point>(
  protocols: ProtocolRuleset<P>[],
  protocol: number,
  cells: readonly CellRuleset<P>[],
  family: Family,
): void {
  const before = protocols.at(-1);
  const joins =
    before?.last === protocol - 1 &&
    !isDivided(before.last, family) &&
    !isDivided(protocol, family) &&
    before.cells[0]!.peers === cells[0]!.peers;
  if (joins) protocols[protocols.length - 1] = { ...before, last: protocol };
  else protocols.push({ first: protocol, last: protocol, cells });
}

/** Whether a protocol has cells in a family; ICMP in IPv6 packets (and the reverse) is just a number. */
export function isDivided(protocol: number, family: Family): boolean {
  return hasPorts(protocol) || protocol === (family === 'ipv4' ? ICMP : ICMPV6);
}

/** Sweeps over the cells of one protocol; between two boundaries the same rules are active. */
function mergeCells<P extends Point>(
  allows: readonly FamilyAllow<P>[],
  ofAll: IntervalSet<P>,
  intern: Intern<P>,
): readonly CellRuleset<P>[] {
  const sources = mergeEqualCells(allows, ofAll, intern);
  const boundaries = [...new Set(sources.flatMap(({ first, last }) => [first, last + 1]))].sort(
    (a, b) => a - b,
  );
  const opening = [...sources].sort((a, b) => a.first - b.first);
  const cells: CellRuleset<P>[] = [];
  let active: CellRuleset<P>[] = [];
  let next = 0;
  for (let i = 0; i + 1 < boundaries.length; i++) {
    const first = boundaries[i]!;
    active = active.filter((source) => source.last >= first);
    while (next < opening.length && opening[next]!.first === first) active.push(opening[next++]!);
    if (active.length > 0)
      appendCells(cells, first, boundaries[i + 1]! - 1, intern(unionAll(active.map(({ peers }) => peers))));
  }
  return cells;
}

/** One source for each distinct interval of cells, with the peers of all rules that name exactly it. */
function mergeEqualCells<P extends Point>(
  allows: readonly FamilyAllow<P>[],
  ofAll: IntervalSet<P>,
  intern: Intern<P>,
): readonly CellRuleset<P>[] {
  const byCells = new Map<number, { first: number; last: number; sets: IntervalSet<P>[] }>();
  for (const { traffic, peers } of allows) {
    const key = traffic.first * CELLS + traffic.last;
    const same = byCells.get(key);
    if (same) same.sets.push(peers);
    else byCells.set(key, { first: traffic.first, last: traffic.last, sets: [peers] });
  }
  const sources = Array.from(byCells.values(), ({ first, last, sets }) => ({
    first,
    last,
    peers: intern(unionAll(sets)),
  }));
  return [...wholeSpace(ofAll), ...sources];
}

function appendCells<P extends Point>(
  cells: CellRuleset<P>[],
  first: number,
  last: number,
  peers: IntervalSet<P>,
): void {
  const before = cells.at(-1);
  if (before && before.last === first - 1 && before.peers === peers) {
    cells[cells.length - 1] = { ...before, last };
  } else {
    cells.push({ first, last, peers });
  }
}
