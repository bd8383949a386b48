import { type IntervalSet, intervalsOf } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { formatSet } from '../../address/space.js';
import type { Addresses, EndedFlows } from '../../proof/ended.js';
import { isObject } from '../../proof/nftables/listing.js';
import { deviceToken } from '../../target/nftables/program.js';
import { protocolNumbers } from '../../traffic/protocols.js';

/** A rule that drops packets of known flows, and the hook that it is for. */
export interface EndingRule {
  readonly hook: 'input' | 'output';
  readonly text: string;
}

/** The chain that drops what has to end, and what calls it, among the rules of a hook. */
export const ENDED = { input: 'ended-input', output: 'ended-output' } as const;

/** Only known flows are looked at: what begins one meets the rules. */
export function endingCall(chain: string): string {
  return `ct state established jump ${chain}`;
}

/**
 * Rules that drop the packets of flows, in both directions. The hooks see the packets of both directions with the addresses and ports that
 * the rules speak of, whatever others translate, so replies are told by the same values the other way round.
 */
export function endingRules(flows: readonly EndedFlows[]): readonly EndingRule[] {
  return flows.flatMap((flow) => {
    const other = flow.path === 'input' ? 'output' : 'input';
    return partsOf(flow).flatMap((part) => [
      { hook: flow.path, text: ruleText(flow, part, 'original') },
      { hook: other, text: ruleText(flow, part, 'reply') },
    ]);
  });
}

type Direction = 'original' | 'reply';

/** What a rule asks of protocol and ports, in both directions. */
interface Part {
  readonly original: readonly string[];
  readonly reply: readonly string[];
}

const { tcp, udp, icmp, icmpv6 } = protocolNumbers;
/** TCP, UDP, DCCP, SCTP, UDP-Lite. */
const WITH_PORTS: readonly number[] = [tcp, udp, 33, 132, 136];

/** Flows of ICMP are requests and their answers. */
const REQUESTS = [
  { protocol: icmp, field: 'icmp type', request: 8, answer: 0 },
  { protocol: icmp, field: 'icmp type', request: 13, answer: 14 },
  { protocol: icmp, field: 'icmp type', request: 15, answer: 16 },
  { protocol: icmp, field: 'icmp type', request: 17, answer: 18 },
  { protocol: icmpv6, field: 'icmpv6 type', request: 128, answer: 129 },
  { protocol: icmpv6, field: 'icmpv6 type', request: 139, answer: 140 },
] as const;

/** Ports and types are asked for by protocol: of those without any, the flows are told by the rest. */
function partsOf({ protocols, cells, sourcePorts }: EndedFlows): readonly Part[] {
  if (cells === undefined && sourcePorts === undefined) {
    const match = protocols ? [`meta l4proto ${numbersText(protocols)}`] : [];
    return [{ original: match, reply: match }];
  }
  const among = (protocol: number) => protocols === undefined || isIn(protocols, protocol);
  const ported = WITH_PORTS.filter(among);
  const requests = REQUESTS.filter(
    ({ protocol, request }) => among(protocol) && (cells === undefined || isIn(cells, request * 256)),
  );
  const rest = protocols ? without(protocols, [...WITH_PORTS, icmp, icmpv6]) : [];
  return [
    ...(ported.length > 0 ? [portsPart(ported, cells, sourcePorts)] : []),
    ...requests.map(({ field, request, answer }) => ({
      original: [`${field} ${request}`],
      reply: [`${field} ${answer}`],
    })),
    ...rest.map((protocol) => {
      const match = [`meta l4proto ${protocol}`];
      return { original: match, reply: match };
    }),
  ];
}

function portsPart(
  protocols: readonly number[],
  cells: IntervalSet<number> | undefined,
  sourcePorts: IntervalSet<number> | undefined,
): Part {
  const protocol = `meta l4proto ${setText(protocols.map(String))}`;
  const ports = (destination: string, source: string) => [
    protocol,
    ...(cells ? [`th ${destination} ${numbersText(cells)}`] : []),
    ...(sourcePorts ? [`th ${source} ${numbersText(sourcePorts)}`] : []),
  ];
  return { original: ports('dport', 'sport'), reply: ports('sport', 'dport') };
}

function ruleText(flow: EndedFlows, part: Part, direction: Direction): string {
  const isIn = (flow.path === 'input') === (direction === 'original');
  const { family, devices, peers, own } = flow;
  return [
    `ct direction ${direction}`,
    ...(family ? [`meta nfproto ${family}`] : []),
    ...(devices ? devicesText(devices, isIn ? 'iifname' : 'oifname') : []),
    ...part[direction],
    ...(peers ? [addressesText(peers, isIn ? 'saddr' : 'daddr')] : []),
    ...(own ? [addressesText(own, isIn ? 'daddr' : 'saddr')] : []),
    'drop',
  ].join(' ');
}

function devicesText(
  { names, others }: NonNullable<EndedFlows['devices']>,
  field: string,
): readonly string[] {
  const tokens = names.map(deviceToken);
  if (others) return tokens.map((token) => `${field} != ${token}`);
  return [`${field} ${setText(tokens)}`];
}

function addressesText(addresses: Addresses, field: 'saddr' | 'daddr'): string {
  if (addresses.family === 'ipv4') return `ip ${field} ${setText(formatSet(ipv4, addresses.set))}`;
  return `ip6 ${field} ${setText(formatSet(ipv6, addresses.set))}`;
}

function numbersText(set: IntervalSet<number>): string {
  return setText(
    Array.from(intervalsOf(set), ({ start, end }) =>
      end - start === 1 ? `${start}` : `${start}-${end - 1}`,
    ),
  );
}

function setText(values: readonly string[]): string {
  if (values.length === 0) throw new Error('a rule that ends flows lost its values');
  return values.length === 1 ? values[0]! : `{ ${values.join(', ')} }`;
}

function isIn(set: IntervalSet<number>, value: number): boolean {
  return Array.from(intervalsOf(set)).some(({ start, end }) => start <= value && value < end);
}

/** Of protocols with a number of their own; no flow of the others is told by more than that. */
function without(set: IntervalSet<number>, others: readonly number[]): readonly number[] {
  return Array.from({ length: 256 }, (_, protocol) => protocol).filter(
    (protocol) => isIn(set, protocol) && !others.includes(protocol),
  );
}

/** Whether a rule, as nft lists it, can do nothing but drop: it compares, and its only verdict is that. */
export function onlyDrops(expr: unknown): boolean {
  return (
    Array.isArray(expr) &&
    isObject(expr.at(-1)) &&
    'drop' in expr.at(-1) &&
    expr.slice(0, -1).every((one: unknown) => isObject(one) && 'match' in one)
  );
}

/** Whether a rule, as nft lists it, calls a chain that ends flows, and does so for known flows alone. */
export function callsEnding(expr: unknown): boolean {
  if (!Array.isArray(expr) || expr.length !== 2) return false;
  const [first, second] = expr as readonly unknown[];
  if (!isObject(first) || !isObject(first.match) || !isObject(second) || !isObject(second.jump)) return false;
  const { op, left, right } = first.match;
  const isState =
    isObject(left) &&
    isObject(left.ct) &&
    left.ct.key === 'state' &&
    right === 'established' &&
    (op === 'in' || op === '==');
  return isState && isEnding(String(second.jump.target));
}

/** Whether a chain is one that ends flows, by its name. */
export function isEnding(chain: string): boolean {
  return Object.values(ENDED).some((name) => chain.endsWith(`/${name}`));
}
