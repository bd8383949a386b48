import type { IntervalSet, Point } from '../../address/intervals.js';
import type { Condition, FieldValues, NumberField, WideField } from '../firewall.js';
import { families } from '../firewall.js';
import { unionOfBounds } from '../values.js';
import type { Values } from './elements.js';
import type { ValueType } from './symbols.js';

/** What a match looks at, such as `tcp dport`. */
export interface Key {
  /** As nft writes it. */
  readonly text: string;
  readonly type: ValueType;
  /** The packets whose field has one of the values; undefined where that cannot be told. */
  readonly field: (values: Values) => FieldValues | undefined;
  /** What nft adds to a match on this, unsaid: packets of other families or protocols have no such field. */
  readonly implied: readonly Condition[];
  /** Ports of whatever protocol: of protocols without ports, what stands there cannot be told. */
  readonly anyTransport?: boolean;
  /** The family that it is of, where nft does not ask for it behind a match on the protocol. */
  readonly family?: Condition;
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

/** Devices by number: only the loopback device has the same one, 1, on every machine and from the start. */
function deviceNumberKey(text: string, field: 'inDevice' | 'outDevice'): Key {
  const byName = deviceKey(text, field);
  const isLoopback = (values: Values) =>
    values.kind === 'names' && values.names.every((name) => name === 'lo');
  return { ...byName, field: (values) => (isLoopback(values) ? byName.field(values) : undefined) };
}

/** An ICMP type or code, as the cells that have it. */
function cellKey(text: string, type: ValueType, implied: readonly Condition[], cells: Remap<number>): Key {
  return { text, type, implied, field: (values) => ({ field: 'cell', set: cells(numbersOf(values)) }) };
}

function numbersOf(values: Values): IntervalSet<number> {
  if (values.kind !== 'numbers') throw new Error('numbers are compared with something else');
  return values.set;
}

type Remap<P extends Point> = (set: IntervalSet<P>) => IntervalSet<P>;

const CODES = 256;

const cellsOfTypes: Remap<number> = remembered((types) => types.map((type) => type * CODES));

const cellsOfCodes: Remap<number> = remembered((codes) =>
  unionOfBounds(Array.from({ length: 256 }, (_, type) => codes.map((code) => type * CODES + code)).flat()),
);

/** A set that several rules look at is worked out once, and is then one object. */
function remembered<P extends Point>(work: Remap<P>): Remap<P> {
  const known = new WeakMap<IntervalSet<P>, IntervalSet<P>>();
  return (set) => {
    const result = known.get(set) ?? work(set);
    known.set(set, result);
    return result;
  };
}

const portKeys = Object.entries(transports).flatMap(([name, value]) => [
  numberKey(`${name} sport`, 'inet_service', 'sourcePort', [protocol(value)]),
  numberKey(`${name} dport`, 'inet_service', 'cell', [protocol(value)]),
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
  deviceNumberKey('meta iif', 'inDevice'),
  deviceNumberKey('meta oif', 'outDevice'),
  numberKey('ct state', 'ct_state', 'state'),
  numberKey('ip saddr', 'ipv4_addr', 'source4', [IPV4]),
  numberKey('ip daddr', 'ipv4_addr', 'destination4', [IPV4]),
  numberKey('ip protocol', 'inet_proto', 'protocol', [IPV4]),
  numberKey('ip ttl', 'hops', 'hopLimit', [IPV4]),
  wideKey('ip6 saddr', 'source6'),
  wideKey('ip6 daddr', 'destination6'),
  numberKey('ip6 nexthdr', 'inet_proto', 'nextHeader', [IPV6]),
  numberKey('ip6 hoplimit', 'hops', 'hopLimit', [IPV6]),
  numberKey('tcp flags', 'tcp_flag', 'tcpFlags', [protocol(transports.tcp)]),
  numberKey('fib daddr type', 'fib_addrtype', 'destinationType'),
  ...portKeys,
  { ...numberKey('th sport', 'inet_service', 'sourcePort'), anyTransport: true },
  { ...numberKey('th dport', 'inet_service', 'cell'), anyTransport: true },
  ...icmpKeys,
];

const byText = new Map(keys.map((key) => [key.text, key]));

/** The words that the name of a key may have, at the most. */
export const MOST_WORDS = 3;

/** nft knows some keys of `meta` without the word too. */
export function keyCalled(text: string): Key | undefined {
  return byText.get(text) ?? byText.get(`meta ${text}`);
}

/** A key whose values are compared after all bits outside a prefix mask are cleared. */
export function maskedKey(key: Key, mask: number | bigint, text: string): Key | undefined {
  const unmask = typeof mask === 'number' ? unmaskNumbers(2 ** 32 - mask) : unmaskWide((1n << 128n) - mask);
  if (!unmask) return undefined;
  return { ...key, text: `${key.text} & ${text}`, field: (values) => key.field(unmask(values)) };
}

/** The values whose beginning is in the set. `size` values have the same beginning. */
function unmaskNumbers(size: number): ((values: Values) => Values) | undefined {
  if (!Number.isInteger(Math.log2(size))) return undefined;
  const all = remembered<number>((set) =>
    unionOfBounds(set.map((bound) => Math.min(Math.ceil(bound / size) * size, 2 ** 32))),
  );
  return (values) => ({ kind: 'numbers', set: all(numbersOf(values)) });
}

function unmaskWide(size: bigint): ((values: Values) => Values) | undefined {
  if ((size & (size - 1n)) !== 0n) return undefined;
  const all = remembered<bigint>((set) =>
    unionOfBounds(set.map((bound) => ((bound + size - 1n) / size) * size)),
  );
  return (values) => {
    if (values.kind !== 'wide') throw new Error('an IPv6 mask on something else');
    return { kind: 'wide', set: all(values.set) };
  };
}
