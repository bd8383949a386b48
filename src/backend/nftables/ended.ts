import { type IntervalSet, intervalsOf } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { formatSet } from '../../address/space.js';
import type { Addresses, EndedFlows } from '../../proof/ended.js';
import { isObject } from '../../proof/nftables/listing.js';
import { deviceToken } from '../../target/nftables/program.js';
import { protocolNumbers } from '../../traffic/protocols.js';
import { type EndedPart, type FlowDirection, hookOf, partsOf } from '../ended-parts.js';

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
  return flows.flatMap((flow) =>
    partsOf(flow).flatMap((part) =>
      (['original', 'reply'] as const).map((direction) => ({
        hook: hookOf(flow, direction),
        text: ruleText(flow, part, direction),
      })),
    ),
  );
}

/** What a rule asks of protocol and ports, as nft takes it. */
function partText(part: EndedPart, direction: FlowDirection): readonly string[] {
  const isOriginal = direction === 'original';
  switch (part.kind) {
    case 'protocols':
      return part.protocols ? [`meta l4proto ${numbersText(part.protocols)}`] : [];
    case 'request': {
      const field = part.protocol === protocolNumbers.icmp ? 'icmp' : 'icmpv6';
      return [`${field} type ${isOriginal ? part.request : part.answer}`];
    }
    case 'ports': {
      const { destination, source } = part;
      const [to, from] = isOriginal ? ['dport', 'sport'] : ['sport', 'dport'];
      return [
        `meta l4proto ${setText(part.protocols.map(String))}`,
        ...(destination ? [`th ${to} ${numbersText(destination)}`] : []),
        ...(source ? [`th ${from} ${numbersText(source)}`] : []),
      ];
    }
  }
}

function ruleText(flow: EndedFlows, part: EndedPart, direction: FlowDirection): string {
  const isIn = hookOf(flow, direction) === 'input';
  const { family, devices, peers, own } = flow;
  return [
    `ct direction ${direction}`,
    ...(family ? [`meta nfproto ${family}`] : []),
    ...(devices ? devicesText(devices, isIn ? 'iifname' : 'oifname') : []),
    ...partText(part, direction),
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
