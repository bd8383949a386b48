import { formatTraffic } from '../../traffic/format.js';
import { isIcmp } from '../../traffic/protocols.js';
import { icmpTraffic } from '../../traffic/traffic.js';
import type { Item } from '../shared/item.js';

/** The two numbers of a rule: first and last port, or type and code of ICMP. Neither of them is all of the protocol. */
export interface Bounds {
  readonly min: number | undefined;
  readonly max: number | undefined;
}

const none: Bounds = { min: undefined, max: undefined };

/** The numbers as the API writes them, or as the command line prints them; nothing if they were at fault. */
export function readBounds(rule: Item, protocol: number | 'all'): Bounds | undefined {
  if (rule.has('port_range')) return readPrinted(rule, protocol);
  const min = rule.integer('port_range_min');
  const max = rule.integer('port_range_max');
  if (min === undefined && rule.has('port_range_min')) return undefined;
  if (max === undefined && rule.has('port_range_max')) return undefined;
  return { min, max };
}

/** `22:22`, `type=8:code=0`, or nothing at all (fact 33). */
function readPrinted(rule: Item, protocol: number | 'all'): Bounds | undefined {
  const text = rule.text('port_range');
  if (text === undefined) return undefined;
  if (protocol !== 'all' && isIcmp(protocol)) return readPrintedIcmp(rule, text, protocol);
  if (text === '') return none;
  const [, min, max] = /^([0-9]{1,5}):([0-9]{1,5})$/.exec(text) ?? [];
  return min === undefined ? refuse(rule, text) : { min: Number(min), max: Number(max) };
}

/** The client leaves out zeros like what is not there, so that what it leaves out is read as zero: both mean that much. */
function readPrintedIcmp(rule: Item, text: string, protocol: number): Bounds | undefined {
  const match = /^(?:type=([0-9]{1,3}))?(?::code=([0-9]{1,3}))?$/.exec(text);
  if (match === null) return refuse(rule, text);
  const [type, code] = [Number(match[1] ?? 0), Number(match[2] ?? 0)];
  if (match[1] === undefined || match[2] === undefined) reportNarrow(rule, protocol, type, code);
  return { min: type, max: code };
}

function reportNarrow(rule: Item, protocol: number, type: number, code: number): void {
  const traffic = formatTraffic(icmpTraffic(protocol, type, code));
  const problem = `the listing prints zero and any alike; read as ${traffic}`;
  const suggestion = 'export the rules from the API, or with `openstack security group show -f json`';
  rule.report('read-narrowly', rule.at('port_range'), { problem }, { suggestion });
}

function refuse(rule: Item, text: string): undefined {
  const problem = 'ports are printed as 22:22, ICMP as type=8:code=0';
  rule.report('invalid-traffic', rule.at('port_range'), { text, problem });
  return undefined;
}
