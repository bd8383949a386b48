import { type IntervalSet, isEmpty, type Point, unionAll } from '../address/intervals.js';
import { ipv4 } from '../address/ipv4.js';
import { ipv6 } from '../address/ipv6.js';
import type { Family, Space } from '../address/space.js';
import type { Allow } from '../policy/model.js';
import { familiesOf, hasPorts, ICMP, ICMPV6 } from '../traffic/protocols.js';
import { CELLS, type Traffic } from '../traffic/traffic.js';
import { ByCells, type SameCells } from './by-cells.js';
import { interner } from './intern.js';
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
  const [v4, v6] = [new ByProtocol(ipv4), new ByProtocol(ipv6)];
  for (const { traffic, peers } of allows) {
    v4.add(traffic, peers.ipv4);
    v6.add(traffic, peers.ipv6);
  }
  return { ipv4: canonicalFamily(v4), ipv6: canonicalFamily(v6) };
}

function canonicalFamily<P extends Point>(byProtocol: ByProtocol<P>): FamilyRuleset<P> {
  const { space } = byProtocol;
  const intern = interner<P>();
  const all = Array.from(byProtocol.cellsOf('all') ?? [], ({ peers }) => peers.union());
  const ofAll = intern(peerSet(unionAll(all)));
  const protocols: ProtocolRuleset<P>[] = [];
  for (let protocol = 0; protocol < 256; protocol++) {
    const own = byProtocol.cellsOf(protocol);
    const cells = own ? mergeCells(own, ofAll, intern) : everyCell(ofAll);
    if (cells.length > 0) append(protocols, protocol, cells, space.family);
  }
  return { space, protocols };
}

/** What rules name for the addresses of one family, by protocols. */
class ByProtocol<P extends Point> {
  readonly space: Space<P>;
  readonly #groups = new Map<number | 'all', ByCells<P>>();

  constructor(space: Space<P>) {
    this.space = space;
  }

  add({ protocol, first, last }: Traffic, peers: IntervalSet<P>): void {
    if (isEmpty(peers)) return;
    let group = this.#groups.get(protocol);
    if (!group) {
      if (protocol !== 'all' && !familiesOf(protocol).includes(this.space.family)) return;
      group = new ByCells();
      this.#groups.set(protocol, group);
    }
    group.add(first, last, peers);
  }

  cellsOf(protocol: number | 'all'): Iterable<SameCells<P>> | undefined {
    return this.#groups.get(protocol)?.cells;
  }
}

function everyCell<P extends Point>(peers: PeerSet<P>): readonly CanonicalCell<P>[] {
  return peers.count === 0 ? [] : [canonicalCell(0, CELLS - 1, peers)];
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
