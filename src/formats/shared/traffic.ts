import { hasPorts, ICMP, ICMPV6, isIcmp, protocolNumbers, TCP, UDP } from '../../traffic/protocols.js';
import { allTraffic, everythingOf, icmpTraffic, type Traffic } from '../../traffic/traffic.js';
import type { Item } from './item.js';

const names: ReadonlyMap<string, number | 'all'> = new Map<string, number | 'all'>([
  ['all', 'all'],
  ['-1', 'all'],
  ['tcp', TCP],
  ['udp', UDP],
  ['icmp', ICMP],
  ['icmpv6', ICMPV6],
]);

/** Under which keys a format writes the traffic of a rule. */
export interface TrafficKeys {
  readonly protocol: string;
  readonly from: string;
  readonly to: string;
}

const awsKeys: TrafficKeys = { protocol: 'IpProtocol', from: 'FromPort', to: 'ToPort' };

/** What a permission or rule of AWS allows, from its protocol and ports; nothing if they were at fault. */
export function readTraffic(rule: Item, keys: TrafficKeys = awsKeys): Traffic | undefined {
  const protocol = readProtocol(rule, keys);
  if (protocol === undefined) return undefined;
  if (protocol === 'all' || !(hasPorts(protocol) || isIcmp(protocol)))
    return withoutPorts(rule, protocol, keys);
  const from = rule.integer(keys.from);
  const to = rule.integer(keys.to);
  if (from === undefined && rule.has(keys.from)) return undefined;
  if (to === undefined && rule.has(keys.to)) return undefined;
  if (protocol === ICMPV6 && from === undefined && to === undefined) return everythingOf(ICMPV6);
  if (from === undefined)
    return refuse(
      rule,
      keys,
      `${isIcmp(protocol) ? 'the type' : 'the first port'} (${keys.from}) is missing`,
    );
  if (to === undefined)
    return refuse(rule, keys, `${isIcmp(protocol) ? 'the code' : 'the last port'} (${keys.to}) is missing`);
  return isIcmp(protocol)
    ? readIcmp(rule, protocol, from, to, keys)
    : readPorts(rule, protocol, from, to, keys);
}

function readProtocol(rule: Item, keys: TrafficKeys): number | 'all' | undefined {
  const value = rule.fields[keys.protocol];
  const text = typeof value === 'number' ? String(value) : rule.requiredText(keys.protocol)?.toLowerCase();
  if (text === undefined) return undefined;
  const known = names.get(text);
  if (known !== undefined) return known;
  if (/^(0|[1-9][0-9]{0,2})$/.test(text) && Number(text) <= 255) return Number(text);
  const number = Object.hasOwn(protocolNumbers, text)
    ? protocolNumbers[text as keyof typeof protocolNumbers]
    : undefined;
  const suggestion = number === undefined ? undefined : `AWS writes it as the number ${number}`;
  const problem = 'a protocol is tcp, udp, icmp, icmpv6, -1 or a number from 0 to 255';
  rule.report('invalid-traffic', rule.at(keys.protocol), { text, problem }, { suggestion });
  return undefined;
}

/** AWS looks at ports with tcp, udp, icmp and icmpv6 only (fact 6); elsewhere -1/-1, 0/0 and the whole range mean none. */
function withoutPorts(rule: Item, protocol: number | 'all', keys: TrafficKeys): Traffic {
  const from = rule.integer(keys.from);
  const to = rule.integer(keys.to);
  const narrow = (from ?? -1) > 0 || ((to ?? -1) > 0 && to !== 65_535);
  if (narrow) {
    const problem = 'AWS ignores ports with this protocol: the rule allows all of it';
    rule.report('ignored-value', rule.at(from === undefined ? keys.to : keys.from), { problem });
  }
  return protocol === 'all' ? allTraffic : everythingOf(protocol);
}

function readPorts(
  rule: Item,
  protocol: number,
  first: number,
  last: number,
  keys: TrafficKeys,
): Traffic | undefined {
  if (!isWithin(first, 65_535) || !isWithin(last, 65_535)) {
    return refuse(rule, keys, 'a port is a number from 0 to 65535', `${first}-${last}`);
  }
  if (first > last) return refuse(rule, keys, 'the port range ends before it begins', `${first}-${last}`);
  return { protocol, first, last };
}

/** FromPort is the type, ToPort the code (fact 8): no range, and -1 stands for any. */
function readIcmp(
  rule: Item,
  protocol: number,
  type: number,
  code: number,
  keys: TrafficKeys,
): Traffic | undefined {
  if (type === -1 && code === -1) return everythingOf(protocol);
  const spelled = `${type}/${code}`;
  if (type === -1) return refuse(rule, keys, 'any type (-1) requires any code (-1)', spelled);
  if (!isWithin(type, 255))
    return refuse(rule, keys, 'an ICMP type is a number from 0 to 255, or -1 for any', spelled);
  if (code === -1) return icmpTraffic(protocol, type);
  if (!isWithin(code, 255))
    return refuse(rule, keys, 'an ICMP code is a number from 0 to 255, or -1 for any', spelled);
  return icmpTraffic(protocol, type, code);
}

function isWithin(number: number, limit: number): boolean {
  return number >= 0 && number <= limit;
}

function refuse(rule: Item, keys: TrafficKeys, problem: string, detail = ''): undefined {
  const text = `${String(rule.fields[keys.protocol])} ${detail}`.trim();
  rule.report('invalid-traffic', rule.at(rule.has(keys.from) ? keys.from : keys.protocol), {
    text,
    problem,
  });
  return undefined;
}
