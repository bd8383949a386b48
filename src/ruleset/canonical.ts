import { type IntervalSet, isEmpty, type Point, unionAll } from '../address/intervals.js';
import { ipv4 } from '../address/ipv4.js';
import { ipv6 } from '../address/ipv6.js';
import type { Family, Space } from '../address/space.js';
import { groupBy } from '../definition/group-by.js';
import type { Allow } from '../policy/model.js';
import { familiesOf, hasPorts, ICMP, ICMPV6 } from '../traffic/protocols.js';
import { CELLS, type Traffic } from '../traffic/traffic.js';
import { type Intern, interner } from './intern.js';
import { mergeCells } from './merge-cells.js';
import {
  type CanonicalCell,
  canonicalCell,
  type FamilyRuleset,
  type ProtocolRuleset,
  type Ruleset,
} from './model.js';
import { type PeerSet, peerSet } from './peer-set.js';

/** An allow of which nobody asks where it comes from. */
export type Passage = Pick<Allow, 'traffic' | 'peers'>;

/** Merges what the rules of all groups of an interface allow in one direction into the canonical form. */
export function canonicalRuleset(allows: readonly Passage[]): Ruleset {
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
  allows: readonly Passage[],
  family: Family,
  peersOf: (allow: Passage) => IntervalSet<P>,
): readonly FamilyAllow<P>[] {
  const narrowed: FamilyAllow<P>[] = [];
  for (const allow of allows) {
    const { traffic } = allow;
    const peers = peersOf(allow);
    if (isEmpty(peers)) continue;
    if (traffic.protocol === 'all' || familiesOf(traffic.protocol).includes(family))
      narrowed.push({ traffic, peers });
  }
  return narrowed;
}

function canonicalFamily<P extends Point>(
  space: Space<P>,
  allows: readonly FamilyAllow<P>[],
): FamilyRuleset<P> {
  const intern = interner<P>();
  const ofAll = intern(
    peerSet(unionAll(allows.filter(({ traffic }) => traffic.protocol === 'all').map(({ peers }) => peers))),
  );
  const byProtocol = groupBy(allows, ({ traffic }) => traffic.protocol);
  const protocols: ProtocolRuleset<P>[] = [];
  for (let protocol = 0; protocol < 256; protocol++) {
    const own = byProtocol.get(protocol) ?? [];
    const cells = cellsOf(own, ofAll, intern);
    if (cells.length > 0) append(protocols, protocol, cells, space.family);
  }
  return { space, protocols };
}

function cellsOf<P extends Point>(
  own: readonly FamilyAllow<P>[],
  ofAll: PeerSet<P>,
  intern: Intern<P>,
): readonly CanonicalCell<P>[] {
  if (own.length > 0) return mergeCells(own, ofAll, intern);
  return ofAll.count === 0 ? [] : [canonicalCell(0, CELLS - 1, ofAll)];
}

/** Joins a protocol to the one before it if neither is ever divided and their peers are the same. */
function append<P extends Point>(
  protocols: ProtocolRuleset<P>[],
  protocol: number,
  cells: readonly CanonicalCell<P>[],
  family: Family,
): void {
  const before = protocols.at(-1);
  const joins =
    before?.last === protocol - 1 &&
    !isDivided(before.last, family) &&
    !isDivided(protocol, family) &&
    before.cells[0]!.set === cells[0]!.set;
  if (joins) protocols[protocols.length - 1] = { ...before, last: protocol };
  else protocols.push({ first: protocol, last: protocol, cells });
}

/** Whether a protocol has cells in a family; ICMP in IPv6 packets (and the reverse) is just a number. */
export function isDivided(protocol: number, family: Family): boolean {
  return hasPorts(protocol) || protocol === (family === 'ipv4' ? ICMP : ICMPV6);
}
