import type { Policy } from '../policy/model.js';
import { withoutAnswers } from './answers.js';
import { Denotation, type Fault } from './denote.js';
import type { Devices } from './devices.js';
import { ACCEPT, type Diagrams, NEXT, type Node } from './diagram/diagrams.js';
import { type Difference, differences } from './diagram/differences.js';
import { choose } from './diagram/sets.js';
import { type Path, paths } from './dimensions.js';
import { type Answers, type Firewall, limitsAnswers } from './firewall.js';
import { withinFlows } from './flows.js';
import { Meaning } from './meaning.js';
import { checkOrder } from './order.js';
import { type Packet, packetOf } from './packet.js';
import { possible } from './possible.js';

/** What two diagrams of a path differ in. */
export type Differing = Omit<Disagreement, 'answers'>;

/** A way of packets on which a firewall and a policy differ. */
export interface Disagreement {
  readonly path: Path;
  /** `spent`: they differ on packets that are beyond a limit of answers. */
  readonly answers: Answers;
  /** Disjoint; at least one, and not more than were asked for. */
  readonly shown: readonly Witnessed[];
  /** How many there are, up to `MOST_COUNTED`; more than are shown where not all are. */
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
  const meaning = new Meaning(diagrams, policy, devices);
  const differing = (path: Path, answers: Answers, script: Node, meant: Node) => {
    if (script === meant) return [];
    const flows = path === 'input' ? withinFlows(diagrams, meaning, devices, policy.settings) : ACCEPT;
    const real = diagrams.replace(possible(diagrams, path, devices), ACCEPT, flows);
    const found = disagreement(diagrams, devices, path, script, meant, real, most);
    return found.map((one) => ({ ...one, answers }));
  };
  const given = new Denotation(diagrams, firewall, devices, fault);
  const found = paths.flatMap((path) => differing(path, 'given', given.path(path), meaning.path(path)));
  if (found.length > 0 || !limitsAnswers(firewall)) return found;
  const spent = new Denotation(diagrams, firewall, devices, () => undefined, 'spent');
  const plain = (node: Node) => withoutAnswers(diagrams, node);
  return paths.flatMap((path) =>
    differing(path, 'spent', plain(spent.path(path)), plain(meaning.path(path))),
  );
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
): readonly Differing[] {
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
    if (++tried > MOST_COUNTED) return { shown, count: Math.max(count, shown.length + 1) };
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
