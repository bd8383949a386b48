import type { IntervalSet, Point } from '../../address/intervals.js';
import type { Family } from '../../address/space.js';
import type { Condition, FieldValues, Tuple } from '../firewall.js';
import { unionOfBounds } from '../values.js';
import type { ServiceKind } from './service.js';

/** An ipset, with what its elements hold. */
export interface Ipset {
  readonly name: string;
  readonly family: Family;
  readonly contents: Contents;
}

export type Contents =
  | { readonly kind: 'addresses'; readonly set: IntervalSet<Point> }
  | { readonly kind: 'services'; readonly services: readonly Service[] };

/** Addresses together with the ports of a protocol. */
export interface Service extends ServiceKind {
  readonly addresses: IntervalSet<Point>;
}

/** Which end of a packet a set is asked for, as `--match-set NAME src,dst` says it. */
export type Direction = 'src' | 'dst';

const [ICMP, ICMPV6] = [1, 58];

/** What a rule asks with `--match-set` of a set of its own family. */
export class SetMatch {
  readonly #known = new Map<string, Question>();

  conditionOf(set: Ipset, directions: readonly Direction[], negated: boolean): Condition {
    const key = `${set.name} ${directions.join()}`;
    const known = this.#known.get(key) ?? questionOf(set, directions);
    this.#known.set(key, known);
    return { ...known, negated };
  }
}

/** A condition without its sign. Rules that ask the same share its values. */
type Question =
  | { readonly kind: 'values'; readonly values: FieldValues }
  | { readonly kind: 'tuples'; readonly tuples: readonly Tuple[] };

const never: Question = { kind: 'tuples', tuples: [] };

/** The kernel finds nothing where a rule names fewer directions than the set has dimensions; more say nothing. */
function questionOf({ contents, family }: Ipset, [first, second]: readonly Direction[]): Question {
  if (contents.kind === 'addresses')
    return { kind: 'values', values: addressesAt(first!, family, contents.set) };
  if (second === undefined) return never;
  const tuples = contents.services.map((one) => serviceTuple(one, first!, second, family));
  return { kind: 'tuples', tuples };
}

function serviceTuple(
  { addresses, protocol, cells }: Service,
  first: Direction,
  second: Direction,
  family: Family,
): Tuple {
  const side = protocol === ICMP || protocol === ICMPV6 ? 'dst' : second;
  return [
    addressesAt(first, family, addresses),
    protocolsValues([protocol]),
    ...(cells === undefined ? [] : [portsAt(side, cells)]),
  ];
}

function addressesAt(direction: Direction, family: Family, set: IntervalSet<Point>): FieldValues {
  const side = direction === 'src' ? 'source' : 'destination';
  return family === 'ipv4'
    ? { field: `${side}4`, set: set as IntervalSet<number> }
    : { field: `${side}6`, set: set as IntervalSet<bigint> };
}

function portsAt(direction: Direction, set: IntervalSet<number>): FieldValues {
  return { field: direction === 'src' ? 'sourcePort' : 'cell', set };
}

function protocolsValues(numbers: readonly number[]): FieldValues {
  return { field: 'protocol', set: unionOfBounds(numbers.flatMap((number) => [number, number + 1])) };
}
