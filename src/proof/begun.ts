import type { IntervalSet } from '../address/intervals.js';
import type { Devices } from './devices.js';
import { type DimensionName, nameOf, type Path, rankOf } from './dimensions.js';
import type { BaseChain, Condition, DeviceField, Field, FieldValues, Firewall, Rule } from './firewall.js';
import { families } from './firewall.js';
import type { Box } from './join-boxes.js';
import { holds } from './values.js';

/** Flows that rules have let begin: those whose first packets have all of this, of every dimension that rules can ask for. */
export interface BegunFlows {
  /** The hook that their first packets came through. */
  readonly path: 'input' | 'output';
  /** The device of the first packet; undefined: any. */
  readonly devices: NamedDevices | undefined;
  /** No side is a device. */
  readonly sides: Box;
}

/** Some devices by their names. */
export interface NamedDevices {
  /** None is a pattern. */
  readonly names: readonly string[];
  /** Whether it is any device but these. */
  readonly others: boolean;
}

/** Those of a box whose devices are told apart by their names alone, which no pattern says. */
export function begunOf(box: Box, path: BegunFlows['path'], devices: Devices): BegunFlows {
  const isDevice = ({ dimension }: Box[number]) => dimension === rankOf(deviceField(path));
  const side = box.find(isDevice);
  return {
    path,
    devices: side && namedDevices(side.set as IntervalSet<number>, devices),
    sides: box.filter((one) => !isDevice(one)),
  };
}

/** The devices of these indexes, of which the first is none and the last stands for those that nobody names. */
export function namedDevices(indexes: IntervalSet<number>, { names }: Devices): NamedDevices {
  const others = holds(indexes, names.length - 1);
  const named = names.slice(1, -1);
  return { names: named.filter((name) => holds(indexes, names.indexOf(name)) !== others), others };
}

/** Rules that let through just the first packets of these flows. No script has them, so their order is nobody's. */
export function firewallOf(begun: readonly BegunFlows[]): Firewall {
  const base = (path: Path): BaseChain => ({
    hook: path,
    families,
    priority: 0,
    policy: 'drop',
    line: 1,
    chain: {
      name: path,
      line: 1,
      rules: begun.filter((one) => one.path === path).map(ruleOf),
    },
  });
  return { bases: [base('input'), base('output'), base('forward')], chains: new Map() };
}

function ruleOf({ path, devices, sides }: BegunFlows): Rule {
  const ofDevices: readonly Condition[] = devices
    ? [valuesOf({ field: deviceField(path), names: devices.names }, devices.others)]
    : [];
  const others = sides.map(({ dimension, set }) =>
    valuesOf({ field: fieldOf(nameOf(dimension), path), set } as FieldValues),
  );
  return { line: 1, conditions: [...ofDevices, ...others], action: { kind: 'accept' } };
}

function valuesOf(values: FieldValues, negated = false): Condition {
  return { kind: 'values', values, negated };
}

function deviceField(path: BegunFlows['path']): DeviceField {
  return path === 'input' ? 'inDevice' : 'outDevice';
}

/** What answers for a dimension: the other way round than `dimensionOf`. */
function fieldOf(name: DimensionName, path: BegunFlows['path']): Field {
  const [, kind, version] = /^(own|peer)([46])$/.exec(name) ?? [];
  if (kind === undefined) return name as Field;
  const isSource = (kind === 'peer') === (path === 'input');
  return `${isSource ? 'source' : 'destination'}${version as '4' | '6'}`;
}
