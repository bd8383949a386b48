import { fromIntervals, type IntervalSet, intervalsOf, nothing, type Point } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import { isDivided } from '../ruleset/canonical.js';
import type { CanonicalCell, FamilyRuleset } from '../ruleset/model.js';
import { familiesOf, ICMP, ICMPV6, TCP, UDP } from '../traffic/protocols.js';
import { CELLS, everyCell, type Traffic } from '../traffic/traffic.js';

/** Consecutive cells of one protocol. */
export interface PortRange {
  readonly protocol: number;
  readonly first: number;
  readonly last: number;
}

/** Packets that two filters treat alike, whatever their cell. */
export interface Piece<P extends Point> extends PortRange {
  /** Whom the sender may send them to. Empty: nobody. */
  readonly to: IntervalSet<P>;
  /** Whom the receiver takes them from. Empty: nobody. */
  readonly from: IntervalSet<P>;
}

/** The protocols that people think of come first. */
const order: readonly number[] = [TCP, UDP, ICMP, ICMPV6];
const protocols = [
  ...order,
  ...Array.from({ length: 256 }, (_, protocol) => protocol).filter((protocol) => !order.includes(protocol)),
];

/** The traffic that a family has, each packet once. None: the family has none of it. */
export function portRangesOf(traffic: readonly Traffic[], family: Family): readonly PortRange[] {
  const ofFamily = traffic.filter(
    ({ protocol }) => protocol === 'all' || familiesOf(protocol).includes(family),
  );
  return protocols.flatMap((protocol) => {
    const own = ofFamily.filter((one) => one.protocol === 'all' || one.protocol === protocol);
    const cells = isDivided(protocol, family)
      ? fromIntervals(own.map(({ first, last }) => ({ start: first, end: last + 1 })))
      : own.length > 0
        ? everyCell
        : nothing;
    return Array.from(intervalsOf(cells), ({ start, end }) => ({ protocol, first: start, last: end - 1 }));
  });
}

/** All of some traffic, in pieces that two filters treat alike; protocols without cells that are alike come once. */
export function* piecesOf<P extends Point>(
  ranges: readonly PortRange[],
  sender: FamilyRuleset<P>,
  receiver: FamilyRuleset<P>,
): Generator<Piece<P>> {
  const { family } = sender.space;
  let before:
    | { readonly outgoing: Cells<P> | undefined; readonly incoming: Cells<P> | undefined }
    | undefined;
  for (const range of ranges) {
    const outgoing = cellsOf(sender, range.protocol);
    const incoming = cellsOf(receiver, range.protocol);
    const isDivisible = isDivided(range.protocol, family);
    if (!isDivisible && before && before.outgoing === outgoing && before.incoming === incoming) continue;
    before = isDivisible ? undefined : { outgoing, incoming };
    yield* piecesOfRange(range, outgoing ?? [], incoming ?? []);
  }
}

type Cells<P extends Point> = readonly CanonicalCell<P>[];

function* piecesOfRange<P extends Point>(
  { protocol, first, last }: PortRange,
  outgoing: Cells<P>,
  incoming: Cells<P>,
): Generator<Piece<P>> {
  let [i, j] = [0, 0];
  for (let at = first; at <= last; ) {
    while (i < outgoing.length && outgoing[i]!.last < at) i++;
    while (j < incoming.length && incoming[j]!.last < at) j++;
    const to = stretchAt(outgoing[i], at);
    const from = stretchAt(incoming[j], at);
    const end = Math.min(to.last, from.last, last);
    yield { protocol, first: at, last: end, to: to.peers, from: from.peers };
    at = end + 1;
  }
}

/** Who may use a cell, given the first entry that does not end before it, and how far nothing else is true. */
function stretchAt<P extends Point>(cell: CanonicalCell<P> | undefined, at: number) {
  if (!cell) return { peers: nothing as IntervalSet<P>, last: CELLS - 1 };
  if (cell.first > at) return { peers: nothing as IntervalSet<P>, last: cell.first - 1 };
  return { peers: cell.peers, last: cell.last };
}

/** What is said of a protocol; nothing where nobody may use it. */
function cellsOf<P extends Point>(
  { protocols: runs }: FamilyRuleset<P>,
  protocol: number,
): Cells<P> | undefined {
  return runs.find(({ first, last }) => first <= protocol && protocol <= last)?.cells;
}
