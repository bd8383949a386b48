import type { Traffic } from '../../traffic/traffic.js';
import { Item } from '../shared/item.js';
import { readTraffic } from '../shared/traffic.js';
import { isSettled } from '../shared/unknown.js';
import { listed } from './values.js';

const range = { protocol: 'proto', from: 'from_port', to: 'to_port' } as const;
const icmp = { protocol: 'proto', from: 'icmp_type', to: 'icmp_code' } as const;

/** What a rule is about, tcp where it does not say (fact 34); nothing where it was at fault or is not known. */
export function readTraffics(written: Item): readonly Traffic[] {
  const fields = { proto: 'tcp', ...written.fields };
  const rule = new Item(fields, written.span, written.report);
  const [key, other] = [['ports'], ['from_port', 'to_port'], ['icmp_type', 'icmp_code']].flatMap(
    (keys) => keys.find((one) => rule.has(one)) ?? [],
  );
  if (other !== undefined) return refuse(rule, other, `'${key}' and '${other}' exclude each other`);
  if (!isKnown(rule)) return [];
  if (rule.has('ports')) return readPorts(rule);
  if (key === undefined || key.endsWith('port')) return asList(readTraffic(rule, range));
  if (!/icmp/i.test(rule.peek('proto') ?? ''))
    return refuse(rule, key, `'${key}' needs proto icmp or icmpv6`);
  return asList(readTraffic(rule, icmp));
}

/** Ports are a union, so that one that is not known is left out; of the rest nothing can be. */
function isKnown(rule: Item): boolean {
  const keys = ['proto', 'from_port', 'to_port', 'icmp_type', 'icmp_code'];
  return (
    keys.filter((key) => !isSettled(rule.fields[key], `'${key}'`, rule.at(key), rule.report)).length === 0
  );
}

/** `8080`, `8080-8099`, or a list of them (fact 34). */
function readPorts(rule: Item): readonly Traffic[] {
  const ports = listed(rule, 'ports');
  if (Array.isArray(rule.fields.ports) && rule.fields.ports.length === 0)
    rule.report('matches-nothing', rule.at('ports'), { problem: 'an empty list of ports matches no port' });
  return ports.flatMap(({ value }) => readPort(rule, value));
}

/** A range may be written either way round: the module sorts it (fact 34). */
function readPort(rule: Item, value: unknown): readonly Traffic[] {
  const spelled = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  const [, first, last = first] = /^(-?[0-9]{1,10})(?:\s*-\s*([0-9]{1,10}))?$/.exec(spelled) ?? [];
  if (first === undefined)
    return refuse(rule, 'ports', 'a port is a number, or two with a hyphen between them');
  const [from, to] = [Number(first), Number(last)].sort((a, b) => a - b) as [number, number];
  const single = new Item({ proto: rule.fields.proto, from_port: from, to_port: to }, rule.span, rule.report);
  return asList(readTraffic(single, range));
}

function asList(traffic: Traffic | undefined): readonly Traffic[] {
  return traffic === undefined ? [] : [traffic];
}

function refuse(rule: Item, key: string, problem: string): readonly Traffic[] {
  const text = String(rule.peek(key) ?? key);
  rule.report('invalid-traffic', rule.at(key), { text, problem });
  return [];
}
