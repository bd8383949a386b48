import type { Family } from '../../address/space.js';
import { familiesOf, hasPorts, isIcmp, protocolName } from '../../traffic/protocols.js';
import { allTraffic, everythingOf, icmpTraffic, type Traffic } from '../../traffic/traffic.js';
import type { Item } from '../shared/item.js';
import { label } from '../shared/prefix.js';
import { type Bounds, readBounds } from './bounds.js';
import { protocolOf, takesPorts } from './protocols.js';

/** What a rule allows in packets of its family; nothing if it was at fault, or says nothing that can be matched. */
export function readTraffic(rule: Item, family: Family): Traffic | undefined {
  const protocol = readProtocol(rule, family);
  if (protocol === undefined || !occurs(rule, protocol, family)) return undefined;
  const bounds = readBounds(rule, protocol);
  if (bounds === undefined) return undefined;
  if (bounds.min === undefined && bounds.max === undefined)
    return protocol === 'all' ? allTraffic : everythingOf(protocol);
  if (protocol === 'all') return refuse(rule, bounds, 'a port needs a protocol');
  if (isIcmp(protocol)) return readIcmp(rule, protocol, bounds);
  if (takesPorts(protocol)) return readPorts(rule, protocol, bounds);
  return refuse(rule, bounds, 'only tcp, udp, sctp, dccp and udplite take ports');
}

/** No protocol is every protocol (fact 24). */
function readProtocol(rule: Item, family: Family): number | 'all' | undefined {
  if (!rule.has('protocol')) return 'all';
  const value = rule.fields.protocol;
  const text = typeof value === 'number' ? String(value) : rule.requiredText('protocol');
  if (text === undefined) return undefined;
  const protocol = protocolOf(text, family);
  if (protocol !== undefined) return protocol;
  const problem = 'a protocol is any, a name that Neutron knows or a number from 0 to 255';
  rule.report('invalid-traffic', rule.at('protocol'), { text, problem });
  return undefined;
}

function occurs(rule: Item, protocol: number | 'all', family: Family): boolean {
  if (protocol === 'all' || familiesOf(protocol).includes(family)) return true;
  const problem = `${label(family)} packets never carry ${protocolName(protocol)}`;
  rule.report('matches-nothing', rule.at('protocol'), { problem });
  return false;
}

/** Neutron has no port 0, and stores 1 to 65535 as no range at all, which is every port (fact 25). */
function readPorts(rule: Item, protocol: number, bounds: Bounds): Traffic | undefined {
  const { min, max } = bounds;
  if (min === undefined) return refuse(rule, bounds, 'the first port is missing');
  if (max === undefined) return refuse(rule, bounds, 'the last port is missing');
  if (!isWithin(min, 1, 65_535) || !isWithin(max, 1, 65_535))
    return refuse(rule, bounds, 'a port is a number from 1 to 65535; all ports are not a range');
  if (min > max) return refuse(rule, bounds, 'the port range ends before it begins');
  if (min === 1 && max === 65_535) return everythingOf(protocol);
  return hasPorts(protocol) ? { protocol, first: min, last: max } : undivided(rule, protocol);
}

/** A rule for some ports of it would let all of them in. */
function undivided(rule: Item, protocol: number): undefined {
  const problem = `ports of ${protocolName(protocol)} are not distinguished here`;
  rule.report('matches-nothing', placeOf(rule), { problem });
  return undefined;
}

/** The first number is the type, the second the code (fact 25); a type alone has any code. */
function readIcmp(rule: Item, protocol: number, bounds: Bounds): Traffic | undefined {
  const { min: type, max: code } = bounds;
  if (type === undefined) return refuse(rule, bounds, 'an ICMP code needs a type');
  if (!isWithin(type, 0, 255)) return refuse(rule, bounds, 'an ICMP type is a number from 0 to 255');
  if (code === undefined) return icmpTraffic(protocol, type);
  if (!isWithin(code, 0, 255)) return refuse(rule, bounds, 'an ICMP code is a number from 0 to 255');
  return icmpTraffic(protocol, type, code);
}

function isWithin(number: number, first: number, last: number): boolean {
  return number >= first && number <= last;
}

function refuse(rule: Item, { min, max }: Bounds, problem: string): undefined {
  const text = `${String(rule.fields.protocol ?? 'any')} ${min ?? ''}-${max ?? ''}`;
  rule.report('invalid-traffic', placeOf(rule), { text, problem });
  return undefined;
}

function placeOf(rule: Item): Item['span'] {
  const key = ['port_range', 'port_range_min', 'port_range_max'].find((one) => rule.has(one));
  return rule.at(key ?? 'protocol');
}
