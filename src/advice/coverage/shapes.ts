import type { AddressSet } from '../../address/address-set.js';
import {
  fromIntervals,
  type Interval,
  type IntervalSet,
  nothing,
  type Point,
} from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { countAddresses, type Space } from '../../address/space.js';
import { groupBy } from '../../definition/group-by.js';
import type { Rule } from '../../definition/model.js';
import type { Allow } from '../../policy/model.js';
import { familiesOf } from '../../traffic/protocols.js';
import { everyCell, type Traffic } from '../../traffic/traffic.js';

/** What one rule lets through: cells by protocol, all of them for the same peers. */
export interface Shape {
  readonly rule: Rule;
  readonly traffic: ReadonlyMap<Traffic['protocol'], IntervalSet<number>>;
  readonly peers: AddressSet;
}

/** One shape for each rule, in the order of the rules. */
export function shapesOf(allows: readonly Allow[]): readonly Shape[] {
  const byRule = groupBy(allows, ({ origin }) => origin.rule);
  return Array.from(byRule, ([rule, own]) => ({ rule, traffic: mergeTraffic(own), peers: own[0]!.peers }));
}

function mergeTraffic(allows: readonly Allow[]): Shape['traffic'] {
  const byProtocol = groupBy(allows, ({ traffic }) => traffic.protocol);
  return new Map(Array.from(byProtocol, ([protocol, own]) => [protocol, fromIntervals(own.map(interval))]));
}

function interval({ traffic }: Allow): Interval<number> {
  return { start: traffic.first, end: traffic.last + 1 };
}

/** One protocol, or any of those that no rule names. */
export type Protocol = number | 'other';

/** Every protocol that some shape names, and one for those that none does. */
export function protocolsOf(shapes: readonly Shape[]): readonly Protocol[] {
  const named = new Set(shapes.flatMap(({ traffic }) => [...traffic.keys()]));
  return [...named].map((protocol) => (protocol === 'all' ? 'other' : protocol));
}

/** The cells of a protocol that a shape lets through in packets of a family. */
export function cellsOf<P extends Point>(
  { traffic }: Shape,
  protocol: Protocol,
  { family }: Space<P>,
): IntervalSet<number> {
  if (traffic.has('all')) return everyCell;
  if (protocol === 'other' || !familiesOf(protocol).includes(family)) return nothing;
  return traffic.get(protocol) ?? nothing;
}

/** The shapes that let most through first. IPv6 decides, since no IPv4 set comes near its size. */
export function widestFirst(shapes: readonly Shape[]): readonly Shape[] {
  const sized = shapes.map((shape) => {
    const cells = countCells(shape.traffic);
    const { ipv4: v4, ipv6: v6 } = shape.peers;
    return { shape, v4: cells * countAddresses(ipv4, v4), v6: cells * countAddresses(ipv6, v6) };
  });
  return sized.sort((a, b) => b.v6 - a.v6 || b.v4 - a.v4).map(({ shape }) => shape);
}

function countCells(traffic: Shape['traffic']): number {
  let total = 0;
  for (const [protocol, cells] of traffic) {
    for (let i = 0; i < cells.length; i += 2)
      total += (cells[i + 1]! - cells[i]!) * (protocol === 'all' ? 256 : 1);
  }
  return total;
}
