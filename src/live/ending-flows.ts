import { letsBegin } from '../proof/connection.js';
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
