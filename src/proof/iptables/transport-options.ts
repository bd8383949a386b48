import type { IntervalSet } from '../../address/intervals.js';
import { unionOfBounds } from '../values.js';
import { tcpFlags } from './names.js';
import { bytesWhere, PORTS, readNumber, readRange } from './numbers.js';
import { addValues, type Option, type Reading } from './reading.js';
import { shown } from './words.js';

const port = (field: 'sourcePort' | 'cell'): Option => ({
  of: ['tcp', 'udp'],
  negatable: true,
  read: (reading, negated) => {
    const text = reading.words.take('a port');
    const range = readRange(text, ':', PORTS);
    addValues(
      reading,
      { field, set: range ?? reading.words.fail(`the port ${shown(text)} is not understood`) },
      negated,
    );
  },
});

const ports = (field: 'sourcePort' | 'cell'): Option => ({
  of: ['multiport'],
  negatable: true,
  read: (reading, negated) => {
    const text = reading.words.take('ports');
    const ranges = text.split(',').map((part) => readRange(part, ':', PORTS));
    if (ranges.length > 15 || ranges.includes(undefined))
      reading.words.fail(`the ports ${shown(text)} are not understood`);
    addValues(
      reading,
      { field, set: unionOfBounds((ranges as (readonly [number, number])[]).flat()) },
      negated,
    );
  },
});

/** `--tcp-flags SYN,ACK SYN`: of the first flags, those of the second are set and the others are not. */
const flags: Option = {
  of: ['tcp'],
  negatable: true,
  read: (reading, negated) => {
    const [mask, set] = [takeFlags(reading), takeFlags(reading)];
    // iptables-save does not show such a rule as it is.
    if (mask === 0 || (set & ~mask) !== 0) reading.words.fail('these TCP flags are not understood');
    addFlags(reading, mask, set, negated);
  },
};

const [FIN, SYN, RST, ACK] = [1, 2, 4, 16];

/** iptables-save lists it as flags. */
const syn: Option = {
  of: ['tcp'],
  negatable: false,
  read: (reading) => addFlags(reading, FIN | SYN | RST | ACK, SYN, false),
};

function takeFlags({ words }: Reading): number {
  return words
    .take('TCP flags')
    .split(',')
    .reduce((all, name) => all | (tcpFlags.get(name) ?? words.fail(`${shown(name)} is not a TCP flag`)), 0);
}

function addFlags(reading: Reading, mask: number, flags: number, negated: boolean): void {
  addValues(reading, { field: 'tcpFlags', set: bytesWhere((byte) => (byte & mask) === flags) }, negated);
}

/** `8` or `8/0`; names are not printed, but `any` in IPv4. There, type 255 means any type, whatever the code. */
const icmpType = (module: 'icmp' | 'icmp6'): Option => ({
  of: [module],
  negatable: true,
  read: (reading, negated) => {
    const text = reading.words.take('an ICMP type');
    const cells = readTypeAndCode(module === 'icmp' && text === 'any' ? '255' : text);
    if (cells === undefined) return reading.words.fail(`the ICMP type ${shown(text)} is not understood`);
    const isAny = module === 'icmp' && cells[0]! >= ANY_TYPE;
    addValues(reading, { field: 'cell', set: isAny ? [0, PORTS] : cells }, negated);
  },
});

const CODES = 256;
const ANY_TYPE = 255 * CODES;

function readTypeAndCode(text: string): IntervalSet<number> | undefined {
  const [name = '', code, ...more] = text.split('/');
  const type = readNumber(name, 256);
  if (type === undefined || more.length > 0) return undefined;
  if (code === undefined) return [type * CODES, (type + 1) * CODES];
  const number = readNumber(code, CODES);
  return number === undefined ? undefined : [type * CODES + number, type * CODES + number + 1];
}

const [sourcePort, destinationPort] = [port('sourcePort'), port('cell')];
const [sourcePorts, destinationPorts] = [ports('sourcePort'), ports('cell')];

export const transportOptions: readonly (readonly [string, Option])[] = [
  ['--sport', sourcePort],
  ['--dport', destinationPort],
  ['--sports', sourcePorts],
  ['--dports', destinationPorts],
  ['--tcp-flags', flags],
  ['--syn', syn],
  ['--icmp-type', icmpType('icmp')],
  ['--icmpv6-type', icmpType('icmp6')],
];
