import { ofSpace } from '../address/address-set.js';
import {
  covers,
  type IntervalSet,
  intersect,
  intersects,
  isEmpty,
  type Point,
  subtract,
  unionAll,
} from '../address/intervals.js';
import type { Space } from '../address/space.js';
import type { FamilyRuleset, Ruleset } from '../ruleset/model.js';
import type { FilterOf } from './filters.js';
import type { End } from './model.js';
import { type Piece, type PortRange, piecesOf } from './pieces.js';

/** Packets of one kind between two ends, all of which pass or none. */
export interface Found<P extends Point> {
  readonly piece: Piece<P>;
  readonly sender: End;
  readonly receiver: End;
  /** Never empty. */
  readonly from: IntervalSet<P>;
  /** Never empty. */
  readonly to: IntervalSet<P>;
}

/** Who may meet whom with what, in one family. */
export interface Meeting<P extends Point> {
  readonly senders: readonly Crowd<P>[];
  readonly receivers: readonly Crowd<P>[];
  readonly ranges: readonly PortRange[];
}

/** Ends that have the same filter. */
interface Crowd<P extends Point> {
  readonly filter: FamilyRuleset<P>;
  readonly members: readonly Member<P>[];
  /** Of all members. */
  readonly addresses: IntervalSet<P>;
}

interface Member<P extends Point> {
  readonly end: End;
  /** Never empty. */
  readonly addresses: IntervalSet<P>;
}

export function meetingOf<P extends Point>(
  space: Space<P>,
  from: readonly End[],
  to: readonly End[],
  ranges: readonly PortRange[],
  filterOf: FilterOf,
): Meeting<P> {
  return {
    senders: crowdsOf(space, from, ({ owner }) => filterOf(owner, 'egress')),
    receivers: crowdsOf(space, to, ({ owner }) => filterOf(owner, 'ingress')),
    ranges,
  };
}

function crowdsOf<P extends Point>(
  space: Space<P>,
  ends: readonly End[],
  filter: (end: End) => Ruleset,
): readonly Crowd<P>[] {
  const crowds = new Map<
    FamilyRuleset<P>,
    { readonly filter: FamilyRuleset<P>; readonly members: Member<P>[] }
  >();
  for (const end of ends) {
    const addresses = ofSpace(space, end.addresses);
    if (isEmpty(addresses)) continue;
    const ruleset = filter(end)[space.family] as unknown as FamilyRuleset<P>;
    const crowd = crowds.get(ruleset);
    if (crowd) crowd.members.push({ end, addresses });
    else crowds.set(ruleset, { filter: ruleset, members: [{ end, addresses }] });
  }
  return Array.from(crowds.values(), (crowd) => ({
    ...crowd,
    addresses: unionAll(crowd.members.map(({ addresses }) => addresses)),
  }));
}

/** The first packets that pass; nothing where none does. */
export function findPassing<P extends Point>(meeting: Meeting<P>): Found<P> | undefined {
  return search(meeting, (piece, senders, receivers) => {
    if (!intersects(senders.addresses, piece.from) || !intersects(receivers.addresses, piece.to)) return;
    return pair(
      senders.members.filter(({ addresses }) => intersects(addresses, piece.from)),
      receivers.members.filter(({ addresses }) => intersects(addresses, piece.to)),
      (sender, receiver) => ({
        piece,
        sender: sender.end,
        receiver: receiver.end,
        from: intersect(sender.addresses, piece.from),
        to: intersect(receiver.addresses, piece.to),
      }),
    );
  });
}

/** The first packets that do not pass; nothing where all do. */
export function findRefused<P extends Point>(meeting: Meeting<P>): Found<P> | undefined {
  return search(
    meeting,
    (piece, senders, receivers) =>
      refusedBySender(piece, senders, receivers) ?? refusedByReceiver(piece, senders, receivers),
  );
}

function refusedBySender<P extends Point>(piece: Piece<P>, senders: Crowd<P>, receivers: Crowd<P>) {
  if (covers(piece.to, receivers.addresses)) return undefined;
  const refused = receivers.members.filter(({ addresses }) => !covers(piece.to, addresses));
  return pair(senders.members, refused, (sender, receiver) => ({
    piece,
    sender: sender.end,
    receiver: receiver.end,
    from: sender.addresses,
    to: subtract(receiver.addresses, piece.to),
  }));
}

function refusedByReceiver<P extends Point>(piece: Piece<P>, senders: Crowd<P>, receivers: Crowd<P>) {
  if (covers(piece.from, senders.addresses)) return undefined;
  const refused = senders.members.filter(({ addresses }) => !covers(piece.from, addresses));
  return pair(refused, receivers.members, (sender, receiver) => ({
    piece,
    sender: sender.end,
    receiver: receiver.end,
    from: subtract(sender.addresses, piece.from),
    to: receiver.addresses,
  }));
}

type Look<P extends Point> = (
  piece: Piece<P>,
  senders: Crowd<P>,
  receivers: Crowd<P>,
) => Found<P> | undefined;

function search<P extends Point>({ senders, receivers, ranges }: Meeting<P>, look: Look<P>) {
  for (const from of senders) {
    for (const to of receivers) {
      for (const piece of piecesOf(ranges, from.filter, to.filter)) {
        const found = look(piece, from, to);
        if (found) return found;
      }
    }
  }
  return undefined;
}

/** The first two members of whom one filters what comes from the other. */
function pair<P extends Point>(
  senders: readonly Member<P>[],
  receivers: readonly Member<P>[],
  make: (sender: Member<P>, receiver: Member<P>) => Found<P>,
): Found<P> | undefined {
  for (const sender of senders) {
    const receiver = receivers.find(({ end }) => isAnotherHost(sender.end, end));
    if (receiver) return make(sender, receiver);
  }
  return undefined;
}

/** What a host sends to itself never leaves it, and what the outside sends to itself is not the definition's business. */
export function isAnotherHost(a: End, b: End): boolean {
  return (a.owner !== undefined || b.owner !== undefined) && a.owner?.host !== b.owner?.host;
}
