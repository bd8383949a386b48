import type { IntervalSet, Point } from '../address/intervals.js';
import { ipv4 } from '../address/ipv4.js';
import { ipv6 } from '../address/ipv6.js';
import { formatSet } from '../address/space.js';
import { formatTraffic } from '../traffic/format.js';
import { protocolName } from '../traffic/protocols.js';
import type { Devices } from './devices.js';
import type { Side } from './diagram/table.js';
import { type DimensionName, type Path, rankOf } from './dimensions.js';
import { destinationTypes, families, states } from './firewall.js';
import { deviceOf, familyOf, fieldOf, type Packet } from './packet.js';
import { holds } from './values.js';

/** Values of one dimension are listed up to so many. */
const LISTED = 4;

/** What becomes of what is refused, as a sentence goes on. */
export const refusalWords = {
  drop: 'is dropped without an answer',
  reset: 'is answered by a TCP reset',
  prohibit: 'is answered by an ICMP error',
} as const;

/** The packets of a box in words, such as `tcp/8443 from 10.0.0.0/8 into eth0`. */
export function boxText(sides: readonly Side[], path: Path, devices: Devices): string {
  const setOf = (name: DimensionName) => sides.find(({ dimension }) => dimension === rankOf(name))?.set;
  const text = (name: DimensionName, before: string, format: (set: IntervalSet<Point>) => string) => {
    const set = setOf(name);
    return set ? [`${before}${format(set)}`] : [];
  };
  const [from, to] = path === 'output' ? ['to ', 'from '] : ['from ', 'to '];
  return [
    trafficText(setOf('protocol'), setOf('cell')),
    ...text('sourcePort', 'from port ', numbersText),
    ...text('peer4', from, (set) => listed(formatSet(ipv4, set as IntervalSet<number>))),
    ...text('peer6', from, (set) => listed(formatSet(ipv6, set as IntervalSet<bigint>))),
    ...(setOf('peer4') || setOf('peer6') ? [] : text('family', 'over ', namesText(families))),
    ...text('own4', to, (set) => listed(formatSet(ipv4, set as IntervalSet<number>))),
    ...text('own6', to, (set) => listed(formatSet(ipv6, set as IntervalSet<bigint>))),
    ...text('inDevice', 'into ', (set) => devicesText(set, devices)),
    ...text('outDevice', 'out of ', (set) => devicesText(set, devices)),
    ...(isOrdinary(setOf('state')) ? [] : text('state', 'in state ', namesText(states))),
    ...text('hopLimit', 'with hop limit ', numbersText),
    ...text('tcpFlags', 'with TCP flags ', numbersText),
    ...text('nextHeader', 'with next header ', numbersText),
    ...text('destinationType', 'for addresses of type ', namesText(destinationTypes)),
  ].join(' ');
}

/** New connections are what rules are about. */
function isOrdinary(set: IntervalSet<Point> | undefined): boolean {
  return set !== undefined && holds(set, states.indexOf('new'));
}

function trafficText(
  protocols: IntervalSet<Point> | undefined,
  cells: IntervalSet<Point> | undefined,
): string {
  if (!protocols) return 'everything';
  const numbers = protocols as IntervalSet<number>;
  const single = numbers.length === 2 && numbers[1]! - numbers[0]! === 1;
  if (!single || !cells) return listed(runs(numbers).map(protocolsText));
  const protocol = numbers[0]!;
  return listed(
    runs(cells as IntervalSet<number>).map(([first, last]) => formatTraffic({ protocol, first, last })),
  );
}

function protocolsText([first, last]: readonly [number, number]): string {
  return first === last ? protocolName(first) : `protocol ${first}-${last}`;
}

function runs(set: IntervalSet<number>): readonly (readonly [number, number])[] {
  return set.flatMap((start, i) => (i % 2 === 0 ? [[start, set[i + 1]! - 1] as const] : []));
}

function numbersText(set: IntervalSet<Point>): string {
  return listed(
    runs(set as IntervalSet<number>).map(([first, last]) =>
      first === last ? `${first}` : `${first}-${last}`,
    ),
  );
}

function namesText(names: readonly string[]) {
  return (set: IntervalSet<Point>) =>
    runs(set as IntervalSet<number>)
      .flatMap(([first, last]) => names.slice(first, last + 1))
      .join(', ');
}

/** A set with the device that nobody names is described by what it leaves out. */
function devicesText(set: IntervalSet<Point>, { names }: Devices): string {
  const indexes = runs(set as IntervalSet<number>).flatMap(([first, last]) =>
    names.map((_, index) => index).filter((index) => first <= index && index <= last),
  );
  const isIn = new Set(indexes);
  if (!isIn.has(names.length - 1)) return listed(indexes.map((index) => names[index]!));
  const others = names.filter((name, index) => name !== '' && !isIn.has(index));
  return others.length === 0 ? 'any device' : `any device but ${listed(others)}`;
}

function listed(texts: readonly string[]): string {
  if (texts.length <= LISTED) return texts.join(', ');
  return `${texts.slice(0, LISTED).join(', ')} and ${texts.length - LISTED} more`;
}

/** A packet in words: `in on eth0: tcp from 203.0.113.7 port 40000 to 192.0.2.1 port 22, state new`. */
export function packetText(packet: Packet): string {
  const { path } = packet;
  const field = path === 'output' ? 'outDevice' : 'inDevice';
  const way = { input: 'in on', output: 'out on', forward: 'forwarded from' }[path];
  const through = path === 'forward' ? ` to ${deviceOf(packet, 'outDevice')}` : '';
  const protocol = Number(fieldOf(packet, 'protocol'));
  const address = addressText(packet);
  const version = familyOf(packet) === 'ipv4' ? '4' : '6';
  const [source, destination] = [address(`source${version}`), address(`destination${version}`)];
  const state = states[Number(fieldOf(packet, 'state'))]!;
  return [
    `${way} ${deviceOf(packet, field)}${through}: ${familyOf(packet)} ${loadText(packet, protocol, source, destination)}`,
    ...(protocol === 58 ? [`hop limit ${fieldOf(packet, 'hopLimit')}`] : []),
    ...(protocol === 6 ? [`flags ${flagsText(Number(fieldOf(packet, 'tcpFlags')))}`] : []),
    ...headerText(packet, protocol),
    `state ${state}`,
  ].join(', ');
}

function loadText(packet: Packet, protocol: number, source: string, destination: string): string {
  const name = protocolName(protocol);
  const cell = Number(fieldOf(packet, 'cell'));
  if (protocol === 6 || protocol === 17)
    return `${name} from ${source} port ${fieldOf(packet, 'sourcePort')} to ${destination} port ${cell}`;
  const isIcmp = protocol === 1 || protocol === 58;
  const type = isIcmp ? ` type ${Math.floor(cell / 256)} code ${cell % 256}` : '';
  return `${name}${type} from ${source} to ${destination}`;
}

function headerText(packet: Packet, protocol: number): readonly string[] {
  const header = Number(fieldOf(packet, 'nextHeader'));
  return familyOf(packet) === 'ipv4' || header === protocol ? [] : [`next header ${header}`];
}

const FLAGS = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ecn', 'cwr'];

function flagsText(byte: number): string {
  const names = FLAGS.filter((_, bit) => byte & (1 << bit));
  return names.length === 0 ? 'none' : names.join(' ');
}

function addressText(packet: Packet) {
  return (field: 'source4' | 'source6' | 'destination4' | 'destination6'): string => {
    const value = fieldOf(packet, field);
    return typeof value === 'bigint' ? ipv6.format(value) : ipv4.format(value);
  };
}
