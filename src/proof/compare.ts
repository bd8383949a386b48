import type { Policy } from '../policy/model.js';
import { Denotation, type Fault } from './denote.js';
import type { Devices } from './devices.js';
import { ACCEPT, type Diagrams, NEXT, type Node } from './diagram/diagrams.js';
import { type Difference, differences } from './diagram/differences.js';
import { choose } from './diagram/sets.js';
import { type Path, paths } from './dimensions.js';
import type { Firewall } from './firewall.js';
import { withinFlows } from './flows.js';
import { Meaning } from './meaning.js';
import { checkOrder } from './order.js';
import { type Packet, packetOf } from './packet.js';
import { possible } from './possible.js';

/** A way of packets on which a firewall and a policy differ. */
export interface Disagreement {
  readonly path: Path;
  /** Disjoint; at least one, and not more than were asked for. */
  readonly shown: readonly Witnessed[];
  /** How many there are, up to `MOST_COUNTED`. */
  readonly count: number;
}

/** A difference, and one packet of it that there can be. */
export interface Witnessed extends Difference {
  readonly packet: Packet;
}

export const MOST_COUNTED = 10_000;

export function compare(
  diagrams: Diagrams,
  devices: Devices,
  policy: Policy,
  firewall: Firewall,
  most: number,
  fault: Fault,
): readonly Disagreement[] {
  checkOrder(firewall, fault);
  const denotation = new Denotation(diagrams, firewall, devices, fault);
  const meaning = new Meaning(diagrams, policy, devices);
  return paths.flatMap((path) => {
    const [script, meant] = [denotation.path(path), meaning.path(path)];
    if (script === meant) return [];
    const flows = path === 'input' ? withinFlows(diagrams, meaning, devices, policy.settings) : ACCEPT;
    const real = diagrams.replace(possible(diagrams, path, devices), ACCEPT, flows);
    return disagreement(diagrams, devices, path, script, meant, real, most);
  });
}

/** What differs for packets that there can be: nothing, or one disagreement. */
export function disagreement(
  diagrams: Diagrams,
  devices: Devices,
  path: Path,
  script: Node,
  meant: Node,
  real: Node,
  most: number,
): readonly Disagreement[] {
  if (script === meant) return [];
  const [first, second] = [script, meant].map((node) => diagrams.replace(real, ACCEPT, node)) as [Node, Node];
  if (first === second) return [];
  const witness = ({ sides }: Difference) => {
    const packets = realPackets(diagrams, sides, real);
    return diagrams.reaches(packets, ACCEPT) ? packetOf(diagrams, packets, path, devices) : undefined;
  };
  // Of the plain diagrams boxes are larger and easier to read, but some hold no packet that there can be.
  const plain = counted(differences(diagrams, script, meant), most, witness);
  const { shown, count } =
    plain.count > 0 ? plain : counted(differences(diagrams, first, second), most, witness);
  if (count === 0) throw new Error('what differs shows no packet');
  return [{ path, shown, count }];
}

function counted(
  found: Iterable<Difference>,
  most: number,
  witness: (one: Difference) => Packet | undefined,
): Pick<Disagreement, 'shown' | 'count'> {
  const shown: Witnessed[] = [];
  let count = 0;
  let tried = 0;
  for (const one of found) {
    if (++tried > MOST_COUNTED) break;
    const packet = witness(one);
    if (!packet) continue;
    count++;
    if (shown.length < most) shown.push({ ...one, packet });
  }
  return { shown, count };
}

/** ACCEPT for the packets of the box that there can be. */
function realPackets(diagrams: Diagrams, sides: Difference['sides'], real: Node): Node {
  const box = sides.reduceRight(
    (node, { dimension, set }) => choose(diagrams, dimension, set, node, NEXT),
    ACCEPT,
  );
  return diagrams.replace(box, ACCEPT, real);
}
