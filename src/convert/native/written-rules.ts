import { groupBy } from '../../definition/group-by.js';
import type { Allowance, Direction, Group, Rule } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { formatTraffic } from '../../traffic/format.js';
import type { Traffic } from '../../traffic/traffic.js';
import type { Followed } from '../followed.js';
import { icmpParts } from '../icmp.js';
import { narrowing } from '../narrowed.js';
import type { Names } from './names.js';
import { peerTexts, type Spelling, withAnywhere } from './peer-texts.js';
import { allowTexts } from './traffic.js';

/** One rule as it is written; neither list is ever empty. */
export interface WrittenRule {
  readonly allow: readonly string[];
  readonly peers: readonly string[];
  readonly description: string;
  /** Where the rule stands; absent where it was made of several. */
  readonly span?: Span | undefined;
}

/** A rule before its traffic is spelled. */
interface Draft {
  readonly traffic: readonly Traffic[];
  readonly services: readonly string[];
  readonly peers: readonly string[];
  readonly description: string;
  readonly span: Span | undefined;
}

/**
 * The rules of one direction. Clouds have one rule for each port and peer, which a person writes as one; rules that a person
 * wrote stay as they are.
 */
export function writtenRules(
  group: Group,
  direction: Direction,
  followed: Followed,
  names: Names,
  report: Report,
): readonly WrittenRule[] {
  const spelling = { group, followed, names, narrowed: narrowing(group, direction, followed, report) };
  const drafts = group[direction].flatMap((rule) => draftOf(rule, spelling, report) ?? []);
  const byPerson = group.id === group.name;
  return (byPerson ? drafts : merged(drafts)).map(({ traffic, services, peers, description, span }) => ({
    allow: [...allowTexts(traffic), ...services],
    peers: withAnywhere(peers),
    description,
    span,
  }));
}

function draftOf(rule: Rule, spelling: Spelling, report: Report): Draft | undefined {
  const peers: string[] = [];
  for (const peer of rule.peers) {
    if (peer.kind === 'absent')
      report('left-out', peer.span, { what: `the peer '${peer.label}'`, because: 'it matches nothing' });
    peers.push(...peerTexts(rule, peer, spelling));
  }
  if (peers.length === 0) return undefined;
  const { allow, description, span } = rule;
  const services = servicesOf(allow, spelling.followed);
  return { traffic: trafficOf(allow), services, peers: unique(peers), description, span };
}

export function trafficOf(allow: readonly Allowance[]): readonly Traffic[] {
  const all = allow.flatMap((one) => (one.kind === 'traffic' ? one.traffic.flatMap(icmpParts) : []));
  return [...new Map(all.map((one) => [formatTraffic(one), one])).values()];
}

export function servicesOf(allow: readonly Allowance[], { serviceOf }: Followed): readonly string[] {
  return unique(
    allow.flatMap((one) => (one.kind === 'service' ? (serviceOf(one.reference)?.name ?? []) : [])),
  );
}

/** Rules that differ only in their peers become one, and of these, those that differ only in their traffic. */
function merged(drafts: readonly Draft[]): readonly Draft[] {
  const byTraffic = mergedBy(drafts, ({ traffic, services, description }) =>
    JSON.stringify([traffic.map(formatTraffic), services, description]),
  );
  return mergedBy(byTraffic, ({ peers, description }) => JSON.stringify([[...peers].sort(), description]));
}

function mergedBy(drafts: readonly Draft[], keyOf: (draft: Draft) => string): readonly Draft[] {
  return Array.from(groupBy(drafts, keyOf).values(), merge);
}

function merge(drafts: readonly Draft[]): Draft {
  if (drafts.length === 1) return drafts[0]!;
  const traffic = drafts.flatMap((one) => one.traffic);
  return {
    traffic: [...new Map(traffic.map((one) => [formatTraffic(one), one])).values()],
    services: unique(drafts.flatMap(({ services }) => services)),
    peers: unique(drafts.flatMap(({ peers }) => peers)),
    description: drafts[0]!.description,
    span: undefined,
  };
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

const EVERYTHING = JSON.stringify([{ allow: ['all'], peers: ['anywhere'], description: '' }]);

/** Whether the rules are what leaving egress out means. */
export function isEverything(rules: readonly WrittenRule[]): boolean {
  return JSON.stringify(rules.map(({ span: _, ...rule }) => rule)) === EVERYTHING;
}
