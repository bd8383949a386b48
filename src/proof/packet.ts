import type { Point } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import type { Devices } from './devices.js';
import type { Side } from './diagram/table.js';
import { type DimensionName, dimensionOf, nameOf, type Path, rankOf } from './dimensions.js';
import { destinationTypes, type Field, families, type State, states } from './firewall.js';
import { holds } from './values.js';

/** One concrete packet. Dimensions that its protocol or family does not have keep a value, which says nothing. */
export interface Packet {
  readonly path: Path;
  readonly values: ReadonlyMap<number, Point>;
  readonly devices: Devices;
}

const v4 = (...parts: readonly number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);

/** What a dimension is where nothing else is asked, the first of them that fits. */
const ordinary: Readonly<Record<DimensionName, readonly Point[]>> = {
  state: ['new', 'untracked', 'established', 'related', 'invalid'].map((state) =>
    states.indexOf(state as State),
  ),
  destinationType: ['local', 'unicast'].map((type) => (destinationTypes as readonly string[]).indexOf(type)),
  inDevice: [],
  outDevice: [],
  family: [0, 1],
  nextHeader: [6, 17, 58],
  protocol: [6, 17, 1, 58],
  tcpFlags: [2, 16, 0],
  own4: [v4(192, 0, 2, 1)],
  own6: [(0x20010db8n << 96n) + 1n],
  hopLimit: [64],
  sourcePort: [40_000],
  cell: [443, 80, 22, 8 * 256, 128 * 256],
  peer4: [v4(203, 0, 113, 7), v4(198, 51, 100, 7), v4(192, 0, 2, 7), v4(10, 0, 0, 7)],
  peer6: [(0x20010db8n << 96n) + 7n],
};

/** A packet of a box; where the box leaves open what it is like, an ordinary one. */
export function packetOf(sides: readonly Side[], path: Path, devices: Devices): Packet {
  const values = new Map<number, Point>(
    sides.map(({ dimension, set }) => [dimension, chosen(dimension, set)]),
  );
  const open = (name: DimensionName, value: Point) => {
    if (!values.has(rankOf(name))) values.set(rankOf(name), value);
  };
  const other = devices.names.length - 1;
  open('inDevice', path === 'output' ? 0 : other);
  open('outDevice', path === 'input' ? 0 : other);
  open('family', familyIn(values));
  open('protocol', protocolIn(values));
  open('nextHeader', values.get(rankOf('protocol'))!);
  for (const name of Object.keys(ordinary) as readonly DimensionName[]) open(name, ordinary[name][0] ?? 0);
  return { path, values, devices };
}

function familyIn(values: ReadonlyMap<number, Point>): number {
  return values.has(rankOf('own6')) || values.has(rankOf('peer6')) ? 1 : 0;
}

function protocolIn(values: ReadonlyMap<number, Point>): Point {
  return values.get(rankOf('nextHeader')) ?? ordinary.protocol[0]!;
}

function chosen(dimension: number, set: readonly Point[]): Point {
  const usual = ordinary[nameOf(dimension)].find((value) => holds(set, value));
  return usual ?? set[0]!;
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
