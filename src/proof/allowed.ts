import type { IntervalSet, Point } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import type { Allow } from '../policy/model.js';
import type { Traffic } from '../traffic/traffic.js';
import { ACCEPT, type Diagrams, type Node } from './diagram/diagrams.js';
import { type Row, type Side, tableOf } from './diagram/table.js';
import { rankOf } from './dimensions.js';
import { families } from './firewall.js';
import { unionOfBounds, unionOfSets } from './values.js';

const [ICMP, TCP, UDP, ICMPV6] = [1, 6, 17, 58];

/** The unions of the lists of peers that rules name alone: a list that many rules name is looked at once. */
export type Unions = Map<IntervalSet<Point>, IntervalSet<Point>>;

/** ACCEPT for what any of the allows lets through (fact 1), NEXT for the rest. */
export function allowed(diagrams: Diagrams, allows: readonly Allow[], unions: Unions): Node {
  const buckets = byTraffic(allows);
  const rows = families.flatMap((family) =>
    [...buckets[family].values()].flatMap((bucket): readonly Row[] => {
      const { traffic } = bucket;
      const peers = {
        dimension: rankOf(family === 'ipv4' ? 'peer4' : 'peer6'),
        set: unionOfPeers(bucket, unions),
      };
      if (peers.set.length === 0) return [];
      return trafficSides(traffic, family).map((sides) => ({
        sides: [familySide(family), ...sides, peers],
        result: ACCEPT,
      }));
    }),
  );
  return tableOf(diagrams, rows).node;
}

interface Bucket {
  readonly traffic: Traffic;
  /** Peers of one interval, one behind the other: each of many rules has its own. */
  readonly bounds: Point[];
  /** Peers of several. */
  readonly sets: IntervalSet<Point>[];
}

type Buckets = Map<number, Bucket>;

/** Most rules say the same traffic of other peers. */
function byTraffic(allows: readonly Allow[]): Readonly<Record<Family, Buckets>> {
  const buckets = { ipv4: new Map(), ipv6: new Map() };
  for (const { traffic, peers } of allows)
    for (const family of families) if (isOf(traffic, family)) add(buckets[family], traffic, peers[family]);
  return buckets;
}

function add(buckets: Buckets, traffic: Traffic, peers: IntervalSet<Point>): void {
  if (peers.length === 0) return;
  const key = trafficKey(traffic);
  let bucket = buckets.get(key);
  if (bucket === undefined) {
    bucket = { traffic, bounds: [], sets: [] };
    buckets.set(key, bucket);
  }
  if (peers.length === 2) bucket.bounds.push(peers[0]!, peers[1]!);
  else bucket.sets.push(peers);
}

/** Of 8 bits of protocol, none for all of them, and 16 of each cell. */
function trafficKey({ protocol, first, last }: Traffic): number {
  return ((protocol === 'all' ? -1 : protocol) * 2 ** 16 + first) * 2 ** 16 + last;
}

function unionOfPeers({ bounds, sets }: Bucket, unions: Unions): IntervalSet<Point> {
  if (sets.length === 0) return unionOfBounds(bounds);
  const distinct = [...new Set(sets)];
  const [only] = distinct;
  if (distinct.length > 1 || bounds.length > 0) return unionOfSets([bounds, ...distinct]);
  const union = unions.get(only!) ?? unionOfBounds(only!);
  unions.set(only!, union);
  return union;
}

/** ICMP is IPv4's and ICMPv6 is IPv6's, whoever the peer is (fact 10). */
function isOf({ protocol }: Traffic, family: Family): boolean {
  if (protocol === ICMP) return family === 'ipv4';
  return protocol !== ICMPV6 || family === 'ipv6';
}

function familySide(family: Family): Side {
  const index = families.indexOf(family);
  return { dimension: rankOf('family'), set: [index, index + 1] };
}

/** Headers of IPv6 that the kernel looks behind for the protocol: a rule for one means the header itself. */
const EXTENSION_HEADERS: readonly number[] = [0, 43, 44, 51, 60];
/** Some programs look behind it, for others it is the protocol. */
const AH = 51;

/** The boxes of a traffic, which may overlap. */
function trafficSides({ protocol, first, last }: Traffic, family: Family): readonly (readonly Side[])[] {
  if (protocol === 'all') return [[]];
  const isHeader = family === 'ipv6' && EXTENSION_HEADERS.includes(protocol);
  const own: Side = { dimension: rankOf('protocol'), set: [protocol, protocol + 1] };
  if (isHeader) {
    const header: Side = { ...own, dimension: rankOf('nextHeader') };
    return protocol === AH ? [[header], [own]] : [[header]];
  }
  const divided = [ICMP, TCP, UDP, ICMPV6].includes(protocol);
  return [divided ? [own, { dimension: rankOf('cell'), set: [first, last + 1] }] : [own]];
}
