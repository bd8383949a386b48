import type { IntervalSet } from '../../address/intervals.js';
import { roomFor } from '../../address/room.js';
import type { Condition, FieldValues, NumberField, WideField } from '../firewall.js';
import { families } from '../firewall.js';
import { unionOfBounds } from '../values.js';
import type { Derived, Remap } from './derived.js';
import type { Values } from './elements.js';
import type { ValueType } from './symbols.js';

/** What a match looks at, such as `tcp dport`. */
export interface Key {
  /** As nft writes it. */
  readonly text: string;
  readonly type: ValueType;
  /** The packets whose field has one of the values; undefined where that cannot be told. `derived` is the script's. */
  readonly field: (values: Values, derived: Derived) => FieldValues | undefined;
  /** What nft adds to a match on this, unsaid: packets of other families or protocols have no such field. */
  readonly implied: readonly Condition[];
  /** Ports of whatever protocol: of protocols without ports, what stands there cannot be told. */
  readonly anyTransport?: boolean;
  /** The family that it is of, where nft does not ask for it after a match on the protocol. */
  readonly family?: Condition;
  /** Whether bits are cleared before the comparison. */
  readonly masked?: true;
  /** Of IPv4 then: how many addresses each value stands for. */
  readonly unit?: number;
}

const number = (field: NumberField, set: readonly number[]): Condition => ({
  kind: 'values',
  values: { field, set },
  negated: false,
});

const IPV4 = number('family', [families.indexOf('ipv4'), families.indexOf('ipv4') + 1]);
const IPV6 = number('family', [families.indexOf('ipv6'), families.indexOf('ipv6') + 1]);
const protocol = (value: number) => number('protocol', [value, value + 1]);

const transports = { tcp: 6, udp: 17, dccp: 33, sctp: 132, udplite: 136 } as const;

/** The protocols whose first four bytes are the source and the destination port. */
export const PORTED = unionOfBounds(Object.values(transports).flatMap((value) => [value, value + 1]));

function numberKey(
  text: string,
  type: ValueType,
  field: NumberField,
  implied: readonly Condition[] = [],
): Key {
  return { text, type, implied, field: (values) => ({ field, set: numbersOf(values) }) };
}

function wideKey(text: string, field: WideField): Key {
  return {
    text,
    type: 'ipv6_addr',
    implied: [IPV6],
    field: (values) => {
      if (values.kind !== 'wide') throw new Error(`${text} is compared with something else`);
      return { field, set: values.set };
    },
  };
}

function deviceKey(text: string, field: 'inDevice' | 'outDevice'): Key {
  return {
    text,
    type: 'ifname',
    implied: [],
    field: (values) => {
      if (values.kind !== 'names') throw new Error(`${text} is compared with something else`);
      return { field, names: values.names };
    },
  };
}

/** An ICMP type or code, as the cells that have it. */
function cellKey(text: string, type: ValueType, implied: readonly Condition[], cells: Remap<number>): Key {
  const field: Key['field'] = (values, derived) => ({
    field: 'cell',
    set: derived.of(numbersOf(values), text, cells),
  });
  return { text, type, implied, field };
}

function numbersOf(values: Values): IntervalSet<number> {
  if (values.kind !== 'numbers') throw new Error('numbers are compared with something else');
  return values.set;
}

const CODES = 256;

const cellsOfTypes: Remap<number> = (types) => types.map((type) => type * CODES);

const cellsOfCodes: Remap<number> = (codes) =>
  unionOfBounds(Array.from({ length: 256 }, (_, type) => codes.map((code) => type * CODES + code)).flat());

const portKeys = (['tcp', 'udp'] as const).flatMap((name) => [
  numberKey(`${name} sport`, 'inet_service', 'sourcePort', [protocol(transports[name])]),
  numberKey(`${name} dport`, 'inet_service', 'cell', [protocol(transports[name])]),
]);

const icmpKeys = (['icmp', 'icmpv6'] as const).flatMap((name) => {
  const family = name === 'icmp' ? IPV4 : IPV6;
  const implied = [family, protocol(name === 'icmp' ? 1 : 58)];
  return [
    { ...cellKey(`${name} type`, `${name}_type`, implied, cellsOfTypes), family },
    { ...cellKey(`${name} code`, `${name}_code`, implied, cellsOfCodes), family },
  ];
});

const keys: readonly Key[] = [
  numberKey('meta nfproto', 'nf_proto', 'family'),
  numberKey('meta l4proto', 'inet_proto', 'protocol'),
  deviceKey('meta iifname', 'inDevice'),
  deviceKey('meta oifname', 'outDevice'),
  numberKey('ct state', 'ct_state', 'state'),
  numberKey('ip saddr', 'ipv4_addr', 'source4', [IPV4]),
  numberKey('ip daddr', 'ipv4_addr', 'destination4', [IPV4]),
  wideKey('ip6 saddr', 'source6'),
  wideKey('ip6 daddr', 'destination6'),
  numberKey('ip6 nexthdr', 'inet_proto', 'nextHeader', [IPV6]),
  numberKey('ip6 hoplimit', 'hops', 'hopLimit', [IPV6]),
  numberKey('tcp flags', 'tcp_flag', 'tcpFlags', [protocol(transports.tcp)]),
  numberKey('fib daddr type', 'fib_addrtype', 'destinationType'),
  ...portKeys,
  { ...numberKey('th dport', 'inet_service', 'cell'), anyTransport: true },
  ...icmpKeys,
];

const byText: ReadonlyMap<string, Key> = new Map(keys.map((key) => [key.text, key]));

/** The words that the name of a key may have, at the most. */
export const MOST_WORDS = 3;

/** nft knows devices without the word `meta` too. */
export function keyCalled(text: string): Key | undefined {
  return byText.get(text === 'iifname' || text === 'oifname' ? `meta ${text}` : text);
}

/**
 * A key whose values are compared after all bits outside a prefix mask are cleared. Values that have such bits, as none that is
 * masked has, are not understood.
 */
export function maskedKey(key: Key, mask: number | bigint, text: string): Key | undefined {
  const unmask = typeof mask === 'number' ? unmaskNumbers(2 ** 32 - mask) : unmaskWide((1n << 128n) - mask);
  if (!unmask) return undefined;
  return {
    ...key,
    masked: true,
    ...(typeof mask === 'number' && { unit: 2 ** 32 - mask }),
    text: `${key.text} & ${text}`,
    field: (values, derived) => fieldOf(key, unmask(values, derived), derived),
  };
}

function fieldOf(key: Key, values: Values | undefined, derived: Derived): FieldValues | undefined {
  return values && key.field(values, derived);
}

type Unmask = (values: Values, derived: Derived) => Values | undefined;

/** The values that begin as those of the set, each of which stands for `size`. */
function unmaskNumbers(size: number): Unmask | undefined {
  if (!Number.isInteger(Math.log2(size))) return undefined;
  const all: Remap<number> = (set) => {
    const sized = roomFor(set.length);
    for (let i = 0; i < set.length; i += 2) {
      sized[i] = set[i]!;
      sized[i + 1] = set[i]! + size;
    }
    return unionOfBounds(sized);
  };
  const isMasked = (set: IntervalSet<number>): boolean => {
    for (let i = 0; i < set.length; i += 2)
      if ((set[i]! & (size - 1)) !== 0 || set[i + 1] !== set[i]! + 1) return false;
    return true;
  };
  return (values, derived) => {
    const set = numbersOf(values);
    const { unit } = values as Extract<Values, { kind: 'numbers' }>;
    if (unit !== undefined) return unit === size ? { kind: 'numbers', set } : undefined;
    return isMasked(set) ? { kind: 'numbers', set: derived.of(set, `in ${size}`, all) } : undefined;
  };
}

function unmaskWide(size: bigint): Unmask | undefined {
  if ((size & (size - 1n)) !== 0n) return undefined;
  const all: Remap<bigint> = (set) =>
    unionOfBounds(set.map((bound, i) => (i % 2 === 0 ? bound : set[i - 1]! + size)));
  return (values, derived) => {
    if (values.kind !== 'wide') throw new Error('an IPv6 mask on something else');
    const { set } = values;
    const masked = set.every((bound, i) => (i % 2 === 0 ? bound % size === 0n : bound === set[i - 1]! + 1n));
    return masked ? { kind: 'wide', set: derived.of(set, `in ${size}`, all) } : undefined;
  };
}
