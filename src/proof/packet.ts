import type { Point } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import type { Devices } from './devices.js';
import { ACCEPT, type Diagrams, type Node } from './diagram/diagrams.js';
import {
  DIMENSIONS,
  type DimensionName,
  dimensionOf,
  nameOf,
  type Path,
  rankOf,
  startOf,
} from './dimensions.js';
import { destinationTypes, type Field, families, type State, states } from './firewall.js';
import { indexOf } from './values.js';

/** One concrete packet. Dimensions that its protocol or family does not have keep a value, which says nothing. */
export interface Packet {
  readonly path: Path;
  readonly values: ReadonlyMap<number, Point>;
  readonly devices: Devices;
}

const v4 = (...parts: readonly number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);

/** What a dimension is where several values are possible: the first of these that is. */
const ordinary: Readonly<Partial<Record<DimensionName, readonly Point[]>>> = {
  state: ['new', 'untracked', 'established', 'related', 'invalid'].map((state) =>
    states.indexOf(state as State),
  ),
  destinationType: ['local', 'unicast'].map((type) => (destinationTypes as readonly string[]).indexOf(type)),
  nextHeader: [6, 17, 58],
  protocol: [6, 17, 1, 58],
  tcpFlags: [2, 16, 0],
  own4: [v4(192, 0, 2, 1)],
  own6: [(0x20010db8n << 96n) + 1n],
  hopLimit: [64],
  sourcePort: [40_000],
  cell: [443, 80, 22],
  peer4: [v4(203, 0, 113, 7), v4(198, 51, 100, 7), v4(192, 0, 2, 7), v4(10, 0, 0, 7)],
  peer6: [(0x20010db8n << 96n) + 7n],
};

const [ICMP, ICMPV6] = [1, 58];
const requests: ReadonlyMap<number, number> = new Map([
  [ICMP, 8 * 256],
  [ICMPV6, 128 * 256],
]);

/** A packet for which the diagram says ACCEPT; where it leaves open what the packet is like, an ordinary one. */
export function packetOf(diagrams: Diagrams, node: Node, path: Path, devices: Devices): Packet {
  const values = new Map<number, Point>();
  const usual = (name: DimensionName): readonly Point[] => {
    if (name === 'inDevice') return path === 'output' ? [0] : [devices.names.length - 1];
    if (name === 'outDevice') return path === 'input' ? [0] : [devices.names.length - 1];
    const request = name === 'cell' ? requests.get(Number(values.get(rankOf('protocol')))) : undefined;
    return request === undefined ? (ordinary[name] ?? []) : [request];
  };
  let at = node;
  while (!diagrams.isLeaf(at)) {
    const dimension = diagrams.dimensionOf(at);
    const [value, child] = step(diagrams, at, usual(nameOf(dimension)));
    values.set(dimension, value);
    at = child;
  }
  for (let rank = 0; rank < DIMENSIONS; rank++) {
    if (!values.has(rank)) values.set(rank, openValue(nameOf(rank), values, usual));
  }
  return { path, values, devices };
}

/** A value whose child still leads to ACCEPT, and the child. */
function step(diagrams: Diagrams, node: Node, usual: readonly Point[]): readonly [Point, Node] {
  const cuts = diagrams.cutsOf(node);
  const children = diagrams.childrenOf(node);
  for (const value of usual) {
    const child = children[indexOf(cuts, value)]!;
    if (diagrams.reaches(child, ACCEPT)) return [value, child];
  }
  const index = children.findIndex((child) => diagrams.reaches(child, ACCEPT));
  const start = index === 0 ? startOf(diagrams.dimensionOf(node)) : cuts[index - 1]!;
  return [start, children[index]!];
}

function openValue(
  name: DimensionName,
  values: ReadonlyMap<number, Point>,
  usual: (name: DimensionName) => readonly Point[],
): Point {
  if (name === 'nextHeader') return values.get(rankOf('protocol')) ?? usual('protocol')[0]!;
  return usual(name)[0] ?? 0;
}

export function fieldOf({ values, path }: Packet, field: Field): Point {
  return values.get(rankOf(dimensionOf(field, path)))!;
}

export function deviceOf(packet: Packet, field: 'inDevice' | 'outDevice'): string {
  return packet.devices.names[Number(fieldOf(packet, field))]!;
}

export function familyOf(packet: Packet): Family {
  return families[Number(fieldOf(packet, 'family'))]!;
}
