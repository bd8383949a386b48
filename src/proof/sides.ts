import type { IntervalSet, Point } from '../address/intervals.js';
import { type Devices, NO_DEVICE } from './devices.js';
import type { Side } from './diagram/table.js';
import { dimensionOf, type Path, rankOf } from './dimensions.js';
import type { DeviceField, FieldValues, Hook } from './firewall.js';
import { unionOfBounds } from './values.js';

/** Where a chain is asked: the same condition looks at another dimension, or at nothing, elsewhere. */
export interface Place {
  readonly path: Path;
  readonly hook: Hook;
}

/** Whether packets have a device of this kind at a place; where not, the kernel compares with an empty name. */
export function hasDevice({ path, hook }: Place, field: DeviceField): boolean {
  if (field === 'inDevice') return path !== 'output';
  return path !== 'input' && hook !== 'prerouting';
}

/** The side of the packet that a condition looks at, or whether it holds whatever the packet is. */
export function sideOf(values: FieldValues, place: Place, devices: Devices): Side | boolean {
  if ('set' in values) {
    return { dimension: rankOf(dimensionOf(values.field, place.path)), set: values.set };
  }
  const set = devices.matching(values.names);
  if (hasDevice(place, values.field)) return { dimension: rankOf(values.field), set };
  return set[0] === devices.names.indexOf(NO_DEVICE);
}

/** The sides in the order that tables want, or undefined where no packet has them all. */
export function sidesOf(
  tuple: readonly FieldValues[],
  place: Place,
  devices: Devices,
): readonly Side[] | undefined {
  const byDimension = new Map<number, IntervalSet<Point>>();
  for (const values of tuple) {
    const side = sideOf(values, place, devices);
    if (side === false) return undefined;
    if (side === true) continue;
    const known = byDimension.get(side.dimension);
    byDimension.set(side.dimension, known === undefined ? side.set : common(known, side.set));
  }
  if ([...byDimension.values()].some((set) => set.length === 0)) return undefined;
  return [...byDimension]
    .map(([dimension, set]) => ({ dimension, set }))
    .sort((a, b) => a.dimension - b.dimension);
}

/** What two sets have in common. */
function common(a: IntervalSet<Point>, b: IntervalSet<Point>): IntervalSet<Point> {
  const bounds: Point[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const start = a[i]! > b[j]! ? a[i]! : b[j]!;
    const end = a[i + 1]! < b[j + 1]! ? a[i + 1]! : b[j + 1]!;
    if (start < end) bounds.push(start, end);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return unionOfBounds(bounds);
}
