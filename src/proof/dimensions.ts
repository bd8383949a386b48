import type { Point } from '../address/intervals.js';
import { destinationTypes, type Field, families, type Hook, states } from './firewall.js';

/** The ways of a packet through the kernel. */
export type Path = 'input' | 'output' | 'forward';

export const paths: readonly Path[] = ['input', 'output', 'forward'];

/** The hooks a packet comes through on its way, in their order. A drop in any of them is final. */
export const hooksOf: Readonly<Record<Path, readonly Hook[]>> = {
  input: ['prerouting', 'input'],
  output: ['output', 'postrouting'],
  forward: ['prerouting', 'forward', 'postrouting'],
};

/** The values of a dimension are 0 up to, not including, `end`; of `device`, the devices of this proof. */
interface Dimension {
  readonly name: string;
  readonly end: Point;
}

/**
 * In the order in which diagrams ask for them. What decides for many packets stands first; large sets of addresses stand last, so
 * that the nodes that hold them are leaves' neighbours and shared. To add one, add a field that it answers.
 */
const dimensions = [
  { name: 'state', end: states.length },
  { name: 'destinationType', end: destinationTypes.length },
  { name: 'inDevice', end: 2 ** 31 },
  { name: 'outDevice', end: 2 ** 31 },
  { name: 'family', end: families.length },
  { name: 'nextHeader', end: 256 },
  { name: 'protocol', end: 256 },
  { name: 'tcpFlags', end: 256 },
  { name: 'own4', end: 2 ** 32 },
  { name: 'own6', end: 1n << 128n },
  { name: 'hopLimit', end: 256 },
  { name: 'sourcePort', end: 65_536 },
  { name: 'cell', end: 65_536 },
  { name: 'peer4', end: 2 ** 32 },
  { name: 'peer6', end: 1n << 128n },
] as const satisfies readonly Dimension[];

/** How many there are. */
export const DIMENSIONS = dimensions.length;

export type DimensionName = (typeof dimensions)[number]['name'];

const ranks: ReadonlyMap<string, number> = new Map(dimensions.map(({ name }, rank) => [name, rank]));

export function rankOf(name: DimensionName): number {
  return ranks.get(name)!;
}

export function nameOf(rank: number): DimensionName {
  return dimensions[rank]!.name;
}

export function endOf(rank: number): Point {
  return dimensions[rank]!.end;
}

export function startOf(rank: number): Point {
  return typeof endOf(rank) === 'bigint' ? 0n : 0;
}

/** The peer is who the packet comes from, and on its way out who it goes to. */
const addressNames = {
  source4: { inwards: 'peer4', outwards: 'own4' },
  destination4: { inwards: 'own4', outwards: 'peer4' },
  source6: { inwards: 'peer6', outwards: 'own6' },
  destination6: { inwards: 'own6', outwards: 'peer6' },
} as const;

/** The dimension that answers a field for packets of one path. */
export function dimensionOf(field: Field, path: Path): DimensionName {
  if (!(field in addressNames)) return field as DimensionName;
  return addressNames[field as keyof typeof addressNames][path === 'output' ? 'outwards' : 'inwards'];
}
