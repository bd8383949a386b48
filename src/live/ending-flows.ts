import { unionOfBounds } from '../address/intervals.js';
import { letsBegin } from '../proof/connection.js';
import type { Addresses, EndedFlows } from '../proof/ended.js';
import type { Firewall } from '../proof/firewall.js';
import type { KnownFlow, KnownFlows } from './known-flows.js';

/** Of flows that go on, those that a change ends: the new rules would not let them begin, and the old ones would. */
export function endingFlows(
  { tracked, sockets }: KnownFlows,
  now: Firewall | undefined,
  next: Firewall,
): readonly KnownFlow[] {
  const [before, after] = [now && letsBegin(now), letsBegin(next)];
  const known = new Map([...tracked, ...sockets].map((flow) => [keyOf(flow), flow]));
  return [...known.values()].filter((flow) => !after(flow) && (before?.(flow) ?? true));
}

function keyOf({ protocol, from, sourcePort, to, cell }: KnownFlow): string {
  return [protocol, from, sourcePort, to, cell].join(' ');
}

/** A single flow, as rules that end flows tell it. */
export function endedFlow({ path, family, protocol, own, peer, sourcePort, cell }: KnownFlow): EndedFlows {
  const one = (value: number) => unionOfBounds([value], [value + 1]);
  return {
    path,
    devices: undefined,
    family,
    protocols: one(protocol),
    sourcePorts: one(sourcePort),
    cells: one(cell),
    peers: oneAddress(family, peer),
    own: oneAddress(family, own),
  };
}

function oneAddress(family: KnownFlow['family'], point: KnownFlow['own']): Addresses {
  if (family === 'ipv4') return { family, set: [Number(point), Number(point) + 1] };
  return { family, set: [BigInt(point), BigInt(point) + 1n] };
}
