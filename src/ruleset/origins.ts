import { type IntervalSet, intersect, isEmpty, type Point } from '../address/intervals.js';
import type { Family, Space } from '../address/space.js';
import type { Allow, Origin } from '../policy/model.js';
import { familiesOf } from '../traffic/protocols.js';

/** A part of a ruleset: consecutive protocols or cells, with peers. */
export interface Part<P extends Point> {
  readonly protocols: readonly [first: number, last: number];
  readonly cells: readonly [first: number, last: number];
  readonly peers: IntervalSet<P>;
}

/** The rules that let some packet of the part through, in the order of the groups and their rules, each once. */
export function originsOf<P extends Point>(
  space: Space<P>,
  allows: readonly Allow[],
  part: Part<P>,
): readonly Origin[] {
  const seen = new Set<unknown>();
  const origins: Origin[] = [];
  for (const allow of allows) {
    if (seen.has(allow.origin.rule) || !concerns(space, allow, part)) continue;
    seen.add(allow.origin.rule);
    origins.push(allow.origin);
  }
  return origins;
}

function concerns<P extends Point>(space: Space<P>, { traffic, peers }: Allow, part: Part<P>): boolean {
  const { protocol, first, last } = traffic;
  const [firstProtocol, lastProtocol] = part.protocols;
  const [firstCell, lastCell] = part.cells;
  if (protocol !== 'all' && (protocol < firstProtocol || protocol > lastProtocol)) return false;
  if (protocol !== 'all' && !familiesOf(protocol).includes(space.family)) return false;
  if (last < firstCell || first > lastCell) return false;
  return !isEmpty(intersect(peersOf(peers, space.family) as IntervalSet<P>, part.peers));
}

function peersOf(peers: Allow['peers'], family: Family): IntervalSet<Point> {
  return family === 'ipv4' ? peers.ipv4 : peers.ipv6;
}
