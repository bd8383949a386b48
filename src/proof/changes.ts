import { type Disagreement, disagreement } from './compare.js';
import { Denotation, type Fault } from './denote.js';
import { Devices } from './devices.js';
import { Diagrams, DROP } from './diagram/diagrams.js';
import { type Path, paths, startOf } from './dimensions.js';
import type { Firewall } from './firewall.js';
import { type Box, joinBoxes } from './join-boxes.js';
import { devicesOfFirewall } from './named-devices.js';
import { checkOrder } from './order.js';
import type { Packet } from './packet.js';
import { possible } from './possible.js';
import { trace } from './trace.js';
import { holds } from './values.js';
import { boxText } from './words.js';

/** Packets that fare differently behind another firewall. */
export interface Change {
  readonly path: Path;
  readonly box: Box;
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
  readonly devices: Devices;
}

/** A change in words. */
export interface ToldChange extends Change {
  /** Such as `tcp/22 from 10.0.9.0/24 into eth0`. */
  readonly packets: string;
}

/** Changes with the same reason, told in as few words as can be; the reasons are any texts. */
export function inFewWords(
  { shown, devices }: Changes,
  reasonOf: (change: Change) => string,
): readonly ToldChange[] {
  const groups = new Map<string, Change[]>();
  for (const change of shown) {
    const key = [change.path, change.after.verdict, reasonOf(change)].join('\n');
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(change);
  }
  return [...groups.values()].flatMap((group) =>
    joinBoxes(group.map(({ box }) => box)).map((box) => ({
      // Any packet of the first box is in one of those that it became.
      ...group.find((one) => isWithin(one.box, box))!,
      box,
      packets: boxText(box, group[0]!.path, devices),
    })),
  );
}

/** Whether the joined box was made of this one, among others. */
function isWithin(small: Box, large: Box): boolean {
  return large.every(({ dimension, set }) => {
    const [first] = small.find((side) => side.dimension === dimension)?.set ?? [startOf(dimension)];
    return holds(set, first!);
  });
}

/**
 * What another firewall changes, for every packet there can be: none if, and only if, both do the same. `most` is how many changes of a
 * hook are told. Throws `TooComplex`.
 */
export function changesBetween(before: Firewall, after: Firewall, most: number, fault: Fault): Changes {
  return firewallsCompared([before], after, most, fault);
}

/** The same for what any of several firewalls lets through, of which there is at least one. */
export function firewallsCompared(
  before: readonly Firewall[],
  after: Firewall,
  most: number,
  fault: Fault,
): Changes {
  const diagrams = new Diagrams();
  const firewalls = [...before, after];
  const devices = new Devices(['lo', ...firewalls.flatMap(devicesOfFirewall)]);
  for (const firewall of firewalls) checkOrder(firewall, fault);
  const denotations = firewalls.map((one) => new Denotation(diagrams, one, devices, fault));
  const found = paths.flatMap((path) => {
    const nodes = denotations.map((denotation) => denotation.path(path));
    const passed = nodes.slice(0, -1).reduce((some, other) => diagrams.replace(some, DROP, other));
    const real = possible(diagrams, path, devices);
    return disagreement(diagrams, devices, path, passed, nodes.at(-1)!, real, most);
  });
  return {
    devices,
    shown: found.flatMap(({ path, shown }) =>
      shown.map(({ sides, packet }) => ({
        path,
        box: sides,
        before: fateOf(before, packet),
        after: trace(after, packet),
        witness: packet,
      })),
    ),
    more: found.reduce((sum, { count, shown }: Disagreement) => sum + count - shown.length, 0),
  };
}

function fateOf(before: readonly Firewall[], packet: Packet): Fate {
  const fates = before.map((firewall) => trace(firewall, packet));
  return fates.find(({ verdict }) => verdict === 'accept') ?? fates[0]!;
}
