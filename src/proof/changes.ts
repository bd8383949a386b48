import { type Disagreement, disagreement } from './compare.js';
import { Denotation, type Fault } from './denote.js';
import { Devices } from './devices.js';
import { Diagrams } from './diagram/diagrams.js';
import { type Path, paths } from './dimensions.js';
import type { Firewall } from './firewall.js';
import { devicesOfFirewall } from './named-devices.js';
import { checkOrder } from './order.js';
import type { Packet } from './packet.js';
import { possible } from './possible.js';
import { trace } from './trace.js';
import { boxText } from './words.js';

/** Packets that fare differently behind another firewall. */
export interface Change {
  readonly path: Path;
  /** Such as `tcp/22 from 10.0.9.0/24 into eth0`. */
  readonly packets: string;
  readonly before: Fate;
  readonly after: Fate;
  /** One of them. */
  readonly witness: Packet;
}

export type Fate = ReturnType<typeof trace>;

export interface Changes {
  /** Disjoint, in the order of the hooks. */
  readonly shown: readonly Change[];
  /** How many more there are. Of each hook some thousands are counted. */
  readonly more: number;
}

/**
 * What another firewall changes, for every packet there can be: none if, and only if, both do the same. `most` is how many changes of a
 * hook are told. Throws `TooComplex`.
 */
export function changesBetween(before: Firewall, after: Firewall, most: number, fault: Fault): Changes {
  const diagrams = new Diagrams();
  const devices = new Devices(['lo', ...devicesOfFirewall(before), ...devicesOfFirewall(after)]);
  for (const firewall of [before, after]) checkOrder(firewall, fault);
  const [old, next] = [before, after].map((one) => new Denotation(diagrams, one, devices, fault)) as [
    Denotation,
    Denotation,
  ];
  const found = paths.flatMap((path) => {
    const real = possible(diagrams, path, devices);
    return disagreement(diagrams, devices, path, old.path(path), next.path(path), real, most);
  });
  return {
    shown: found.flatMap(({ path, shown }) =>
      shown.map(({ sides, packet }) => ({
        path,
        packets: boxText(sides, path, devices),
        before: trace(before, packet),
        after: trace(after, packet),
        witness: packet,
      })),
    ),
    more: found.reduce((sum, { count, shown }: Disagreement) => sum + count - shown.length, 0),
  };
}
