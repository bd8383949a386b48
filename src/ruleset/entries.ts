import type { AddressSet } from '../address/address-set.js';
import { type IntervalSet, nothing, type Point, unionAll } from '../address/intervals.js';
import type { Origin } from '../policy/model.js';
import { allTraffic, CELLS, type Traffic } from '../traffic/traffic.js';
import { type FactoredRuleset, isNobody, type Peers } from './factored.js';
import type { DirectionRuleset } from './host-ruleset.js';
import { originsOf } from './origins.js';

/** One thing that an interface lets through after merging, and the rules that say so. */
export interface Entry {
  readonly traffic: Traffic;
  readonly peers: AddressSet;
  readonly origins: readonly Origin[];
}

/** The effective rules of one direction, both families side by side, the widest traffic first. */
export function entriesOf(ruleset: DirectionRuleset): readonly Entry[] {
  const entries = new Map<string, Entry>();
  collectFamily(ruleset, ruleset.factored.ipv4, (peers) => ({ ipv4: peers, ipv6: nothing }), entries);
  collectFamily(ruleset, ruleset.factored.ipv6, (peers) => ({ ipv4: nothing, ipv6: peers }), entries);
  return [...entries.values()].sort(byTraffic);
}

function collectFamily<P extends Point>(
  ruleset: DirectionRuleset,
  factored: FactoredRuleset<P>,
  asAddresses: (peers: IntervalSet<P>) => AddressSet,
  entries: Map<string, Entry>,
): void {
  const add = (traffic: Traffic, peers: Peers<P>): void => {
    if (isNobody(peers)) return;
    const { protocol, first, last } = traffic;
    const protocols = protocol === 'all' ? ([0, 255] as const) : ([protocol, protocol] as const);
    const origins = originsOf(factored.space, ruleset.allows, { protocols, cells: [first, last], peers });
    const key = `${protocol} ${first} ${last}`;
    entries.set(key, mergedEntry(entries.get(key), { traffic, peers: asAddresses(peers.all.set), origins }));
  };
  add(allTraffic, factored.everything);
  for (const { first, last, anyCell, cells } of factored.protocols) {
    for (let protocol = first; protocol <= last; protocol++)
      add({ protocol, first: 0, last: CELLS - 1 }, anyCell);
    for (const cell of cells) add({ protocol: first, first: cell.first, last: cell.last }, cell.peers);
  }
}

function mergedEntry(entry: Entry | undefined, more: Entry): Entry {
  if (!entry) return more;
  return {
    traffic: more.traffic,
    peers: {
      ipv4: unionAll([entry.peers.ipv4, more.peers.ipv4]),
      ipv6: unionAll([entry.peers.ipv6, more.peers.ipv6]),
    },
    origins: [...new Set([...entry.origins, ...more.origins])],
  };
}

function byTraffic(a: Entry, b: Entry): number {
  const number = ({ protocol }: Traffic) => (protocol === 'all' ? -1 : protocol);
  return (
    number(a.traffic) - number(b.traffic) ||
    a.traffic.first - b.traffic.first ||
    b.traffic.last - a.traffic.last
  );
}
