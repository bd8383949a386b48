import { has, type IntervalSet, type Point } from '../address/intervals.js';
import type { Space } from '../address/space.js';
import { hasPorts } from '../traffic/protocols.js';
import type { End, Exception, Place } from './model.js';
import { typicalOf } from './outside.js';
import type { PortRange } from './pieces.js';
import { type Reason, type Seen, whyPassing, whyRefused } from './reason.js';
import type { Found } from './search.js';

/** One of the packets that were found, all of which pass or none. */
export function exceptionOf<P extends Point>(space: Space<P>, found: Found<P>, allowed: boolean): Exception {
  const { piece, sender, receiver } = found;
  const from = addressOf(space, sender, found.from);
  const to = addressOf(space, receiver, found.to);
  const cell = cellOf(piece);
  const common = { space, protocol: piece.protocol, cell };
  const leaving: Seen<P> = { ...common, direction: 'egress', peer: to };
  const entering: Seen<P> = { ...common, direction: 'ingress', peer: from };
  const reasons = allowed
    ? [...reasonOf(sender, leaving), ...reasonOf(receiver, entering)]
    : [refusal(found, to)];
  return {
    from: placeOf(space, sender, from),
    to: placeOf(space, receiver, to),
    family: space.family,
    protocol: piece.protocol,
    cell,
    allowed,
    because: reasons.map(({ words }) => words).join(', and '),
    related: reasons.flatMap(({ related }) => related),
  };
}

function reasonOf<P extends Point>({ owner }: End, seen: Seen<P>): readonly Reason[] {
  return owner ? [whyPassing(owner, seen)] : [];
}

/** The sender's own interface comes first on the way. */
function refusal<P extends Point>({ piece, sender, receiver }: Found<P>, to: P): Reason {
  if (sender.owner && !has(piece.to, to)) return whyRefused(sender.owner, 'egress');
  return whyRefused(receiver.owner!, 'ingress');
}

function addressOf<P extends Point>(space: Space<P>, { owner }: End, set: IntervalSet<P>): P {
  return owner ? set[0]! : typicalOf(space, set);
}

/** Port 0 exists in packets, but no program sends it. */
function cellOf({ protocol, first, last }: PortRange): number {
  return hasPorts(protocol) && first === 0 && last > 0 ? 1 : first;
}

function placeOf<P extends Point>(space: Space<P>, { owner }: End, address: P): Place {
  const text = space.format(address);
  return owner ? { host: owner.host.id, interface: owner.iface.id, address: text } : { address: text };
}
