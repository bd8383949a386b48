import { everyAddress, rangeSet } from '../../address/address-set.js';
import { type IntervalSet, intervalsOf, nothing, type Point } from '../../address/intervals.js';
import type { AddressRange } from '../../address/parse.js';
import { isEverything } from '../../address/space.js';
import type { Definition, Direction, Group, Peer, Rule } from '../../definition/model.js';
import type { Span } from '../../diagnostics/source.js';
import { type Linked, linkedRule } from '../../policy/link.js';
import type { Allow } from '../../policy/model.js';
import { originOf } from '../../policy/origin.js';
import { AllowIndex } from '../../ruleset/allow-index.js';
import { canonicalRuleset } from '../../ruleset/canonical.js';
import type { FamilyRuleset } from '../../ruleset/model.js';
import { originsOf } from '../../ruleset/origins.js';
import { peerSet } from '../../ruleset/peer-set.js';
import { formatTraffic } from '../../traffic/format.js';
import type { Traffic } from '../../traffic/traffic.js';
import { type Followed, follow } from '../followed.js';
import { fewestEntries } from './addresses.js';
import { mergedReferences } from './references.js';

/** The definition with the rules of each group merged by themselves: fewer rules, by which each group means the same. */
export function minimalDefinition(linked: Linked, myIp: AddressRange | undefined): Definition {
  const followed = follow(linked);
  const { definition } = linked;
  const groups = definition.groups.map((group) => ({
    ...group,
    ingress: mergedRules(group, 'ingress', followed, myIp),
    egress: mergedRules(group, 'egress', followed, myIp),
  }));
  // What services are called is gone from the rules.
  return { ...definition, groups, services: [] };
}

function mergedRules(
  group: Group,
  direction: Direction,
  followed: Followed,
  myIp: AddressRange | undefined,
): readonly Rule[] {
  const rules = group[direction];
  if (rules.every(({ implied }) => implied)) return rules;
  const allows = addressAllows(group, direction, followed, myIp);
  const ruleset = canonicalRuleset(allows);
  const index = new AllowIndex(allows);
  const drafts = new Drafts();
  addFamily(ruleset.ipv4, index, drafts);
  addFamily(ruleset.ipv6, index, drafts);
  for (const { peer, traffic, descriptions } of mergedReferences(group, direction, followed, ruleset))
    for (const one of traffic) drafts.add(one, [peer], descriptions);
  const absent = rules.flatMap((rule) => {
    const peers = rule.peers.filter(({ kind }) => kind === 'absent');
    return peers.length === 0 ? [] : [{ ...rule, peers }];
  });
  return [...drafts.rules(direction, group.span), ...absent];
}

/** What the rules allow to addresses that they name themselves. */
function addressAllows(
  group: Group,
  direction: Direction,
  followed: Followed,
  myIp: AddressRange | undefined,
): readonly Allow[] {
  return group[direction].flatMap((rule, index) => {
    const origin = originOf(group, rule, index);
    const { traffic } = linkedRule(followed, rule);
    return rule.peers.flatMap((peer) => {
      const peers = addressesOf(peer, myIp);
      return peers ? traffic.map((one) => ({ traffic: one, peers, origin })) : [];
    });
  });
}

function addressesOf(peer: Peer, myIp: AddressRange | undefined) {
  if (peer.kind === 'anywhere') return everyAddress(peer.families);
  if (peer.kind === 'addresses') return rangeSet(peer.range);
  return peer.kind === 'my-ip' && myIp ? rangeSet(myIp) : undefined;
}

function addFamily<P extends Point>(ruleset: FamilyRuleset<P>, allows: AllowIndex, drafts: Drafts): void {
  const { space } = ruleset;
  for (const { traffic, peers } of fewestEntries(ruleset, allows.list)) {
    const { protocol, first, last } = traffic;
    const origins = originsOf(space, allows, {
      protocols: protocol === 'all' ? [0, 255] : [protocol, protocol],
      cells: [first, last],
      peers: { all: peerSet(peers), own: peers, shared: nothing },
    });
    const descriptions = origins.map(({ rule }) => rule.description).filter((one) => one !== '');
    drafts.add(traffic, peersOf(ruleset, peers, origins[0]!.rule.span), descriptions);
  }
}

function peersOf<P extends Point>(
  { space }: FamilyRuleset<P>,
  set: IntervalSet<P>,
  span: Span,
): readonly Peer[] {
  const { family } = space;
  if (isEverything(space, set)) return [{ kind: 'anywhere', families: [family], span }];
  return Array.from(intervalsOf(set), ({ start, end }) => ({
    kind: 'addresses',
    range: { family, start, end, hostBits: false } as AddressRange,
    span,
  }));
}

/** Rules on their way: first one for each traffic and description, and then one for all traffic of the same peers. */
class Drafts {
  readonly #byTraffic = new Map<string, Draft>();

  add(traffic: Traffic, peers: readonly Peer[], descriptions: readonly string[]): void {
    const key = JSON.stringify([formatTraffic(traffic), descriptions]);
    const draft = this.#byTraffic.get(key) ?? { traffic: [traffic], peers: [], descriptions: new Set() };
    draft.peers.push(...peers);
    for (const one of descriptions) draft.descriptions.add(one);
    this.#byTraffic.set(key, draft);
  }

  rules(direction: Direction, fallback: Span): readonly Rule[] {
    const byPeers = new Map<string, Draft>();
    for (const draft of this.#byTraffic.values()) {
      const peers = joinAnywhere(draft.peers);
      const description = [...draft.descriptions].join('; ');
      const key = JSON.stringify([peers.map(peerKey), description]);
      const same = byPeers.get(key);
      if (same) same.traffic.push(...draft.traffic);
      else byPeers.set(key, { ...draft, peers });
    }
    return Array.from(byPeers.values(), ({ traffic, peers, descriptions }) => {
      const span = peers[0]?.span ?? fallback;
      return {
        direction,
        allow: [{ kind: 'traffic', traffic, span }],
        peers,
        description: shortened(descriptions),
        span,
      };
    });
  }
}

interface Draft {
  readonly traffic: Traffic[];
  readonly peers: Peer[];
  readonly descriptions: Set<string>;
}

function joinAnywhere(peers: readonly Peer[]): Peer[] {
  const anywhere = peers.filter((peer) => peer.kind === 'anywhere');
  const families = [...new Set(anywhere.flatMap(({ families }) => families))];
  const others = peers.filter(({ kind }) => kind !== 'anywhere');
  return families.length === 0
    ? [...peers]
    : [{ kind: 'anywhere', families, span: anywhere[0]!.span }, ...others];
}

function peerKey(peer: Peer): string {
  if (peer.kind === 'addresses') return `${peer.range.family} ${peer.range.start} ${peer.range.end}`;
  if (peer.kind === 'anywhere') return `anywhere ${peer.families}`;
  if (peer.kind === 'group' || peer.kind === 'list')
    return `${peer.kind} ${peer.families ?? ''} ${peer.reference}`;
  return peer.kind;
}

/** Fact 22: more than this, AWS takes in no description. */
const MAX_LENGTH = 255;

/** As many of the descriptions as fit. */
function shortened(descriptions: ReadonlySet<string>): string {
  let text = '';
  for (const one of descriptions) {
    const longer = text === '' ? one : `${text}; ${one}`;
    if (longer.length <= MAX_LENGTH) text = longer;
  }
  return text;
}
