import type { Point } from '../../address/intervals.js';
import type { Direction } from '../../definition/model.js';
import type { Origin } from '../../policy/model.js';
import {
  type FactoredCell,
  type FactoredProtocol,
  type FactoredRuleset,
  isEveryone,
  isNobody,
  type Peers,
} from '../../ruleset/factored.js';
import type { DirectionRuleset } from '../../ruleset/host-ruleset.js';
import { originsOf, type Part } from '../../ruleset/origins.js';
import { ICMP, ICMPV6, protocolNumbers, TCP, UDP } from '../../traffic/protocols.js';
import { CELLS } from '../../traffic/traffic.js';
import { provenance, provenanceText } from '../provenance.js';
import type { Refuse } from '../refuse.js';
import { placedParts } from '../sets.js';
import type { RuleCounters } from './counters.js';
import { icmpMapRule } from './icmp.js';
import type { PeerMatches } from './peer-matches.js';
import {
  accept,
  type CellVerdict,
  type DraftChain,
  type DraftRule,
  keyRange,
  type NftMapEntry,
  type NftRule,
  type NftVerdict,
  valuesMatch,
} from './program.js';

/** Where the chains of one interface, direction and family are built. */
export interface DirectionContext<P extends Point> {
  /** `eth0-in`: chains are named after it. */
  readonly prefix: string;
  readonly direction: Direction;
  readonly ruleset: DirectionRuleset;
  readonly factored: FactoredRuleset<P>;
  readonly peers: PeerMatches<P>;
  /** Absent: nothing is counted. */
  readonly counters: RuleCounters | undefined;
  readonly refuse: Refuse;
}

export interface FamilyPart {
  /** Rules that stand before the protocol map: peers that may use everything. */
  readonly everything: readonly DraftRule[];
  /** Entries of the map of single ports, `ipv4 . tcp . 22 : goto …`. */
  readonly ports: readonly NftMapEntry[];
  /** Entries of the protocol map, `ipv4 . tcp : goto …`, for what the map of ports does not hold. */
  readonly protocols: readonly NftMapEntry[];
  readonly chains: readonly DraftChain[];
}

const { ah: AH } = protocolNumbers;
const ALL: readonly [number, number] = [0, 255];
const ANY_CELL: readonly [number, number] = [0, CELLS - 1];

export function lowerFamily<P extends Point>(context: DirectionContext<P>): FamilyPart {
  const { factored, prefix } = context;
  const part = { protocols: ALL, cells: ANY_CELL, peers: factored.everything };
  const everything = peerRules(context, part, `${prefix}-all${suffix(context)}`);
  const headers = factored.space.family === 'ipv6' ? headerRules(context) : [];
  const ports: NftMapEntry[] = [];
  const protocols: NftMapEntry[] = [];
  const chains: DraftChain[] = [];
  for (const protocol of factored.protocols) {
    const lowered = lowerProtocol(context, protocol, chains);
    ports.push(...lowered.ports);
    protocols.push(...lowered.protocol);
  }
  return { everything: [...everything, ...headers], ports, protocols, chains };
}

/** Extension headers of IPv6: `meta l4proto` is the protocol behind them. */
const LOOKED_BEHIND: readonly number[] = [0, 43, 44, 60];

/**
 * `meta l4proto` stops at the authentication header (measured on Linux 6.18), and so its entry among the protocols matches;
 * where a kernel looks behind it, it is matched where it follows the fixed header. For the others there is no such match.
 */
function headerRules<P extends Point>(context: DirectionContext<P>): readonly DraftRule[] {
  const { factored, ruleset, prefix, refuse } = context;
  const rules: DraftRule[] = [];
  for (const { first, last, anyCell } of factored.protocols) {
    for (const protocol of [...LOOKED_BEHIND, AH].filter((one) => first <= one && one <= last)) {
      const part = { protocols: [protocol, protocol], cells: ANY_CELL, peers: anyCell } as const;
      if (protocol !== AH) refuse(factored.space, ruleset, part);
      else rules.push(...peerRules(context, part, `${prefix}-p${AH}v6`).map(behindFixedHeader));
    }
  }
  return rules;
}

function behindFixedHeader(rule: DraftRule): DraftRule {
  return { ...rule, matches: [valuesMatch('ip6 nexthdr', [String(AH)]), ...rule.matches] };
}

/** Rules that accept the peers of a part; none where it has no peers. `behind` is where the part comes from, where that is known. */
function peerRules<P extends Point>(
  context: DirectionContext<P>,
  part: Part<P>,
  place: string,
  behind?: readonly Origin[],
): readonly DraftRule[] {
  if (isNobody(part.peers)) return [];
  const { ruleset, factored, counters, direction, peers } = context;
  const origins = behind ?? originsOf(factored.space, ruleset.allows, part);
  const comment = provenanceText(origins);
  const counts = counters?.of(origins, direction);
  return placedParts(part.peers, place).map((one) => ({
    matches: [peers.matchFor(one.set, direction, one.place)],
    action: accept,
    counter: false,
    counts,
    comment,
  }));
}

/** Single ports are found by one lookup of family, protocol and port; everything else behind the protocol. */
function lowerProtocol<P extends Point>(
  context: DirectionContext<P>,
  protocol: FactoredProtocol<P>,
  chains: DraftChain[],
): { readonly ports: readonly NftMapEntry[]; readonly protocol: readonly NftMapEntry[] } {
  const { factored, ruleset, counters } = context;
  const { first, last, anyCell, cells } = protocol;
  const key = `${factored.space.family} . ${protocolKey(first, last)}`;
  const name = `${context.prefix}-${protocolPlace(context, first)}`;
  const part = { protocols: [first, last] as const, cells: ANY_CELL, peers: anyCell };
  if (cells.length === 0 && isEveryone(factored.space, anyCell) && !counters) {
    const comment = provenance(factored.space, ruleset, part);
    return { ports: [], protocol: [{ key, verdict: accept, comment }] };
  }
  const before = chains.length;
  const anyPort = peerRules(context, part, name);
  const verdictOf = cellVerdicts(context, first, name, chains);
  const isSingle = (cell: FactoredCell<P>) => hasPorts(first) && cell.first === cell.last;
  const single = cells.filter(isSingle);
  const other = cells.filter((cell) => !isSingle(cell));
  const ports = single.map((cell) => ({ key: `${key} . ${cell.first}`, ...verdictOf(cell) }));
  const rules = [...anyPort, ...(other.length > 0 ? [cellRule(first, other, name, verdictOf, chains)] : [])];
  if (rules.length === 0) return { ports, protocol: [] };
  chains.splice(before, 0, { name, comment: '', rules });
  const comment = cells.length > 0 ? '' : provenance(factored.space, ruleset, part);
  return {
    // Whoever may use every port is asked for behind the map of ports.
    ports: anyPort.length === 0 ? ports : ports.map(returning),
    protocol: [{ key, verdict: { kind: 'goto', chain: name }, comment }],
  };
}

function returning(entry: NftMapEntry): NftMapEntry {
  if (entry.verdict.kind !== 'goto') return entry;
  return { ...entry, verdict: { kind: 'jump', chain: entry.verdict.chain } };
}

function hasPorts(protocol: number): boolean {
  return protocol === TCP || protocol === UDP;
}

function cellRule<P extends Point>(
  protocol: number,
  cells: readonly FactoredCell<P>[],
  name: string,
  verdictOf: (cell: FactoredCell<P>) => CellVerdict,
  chains: DraftChain[],
): NftRule {
  if (protocol === ICMP || protocol === ICMPV6) return icmpMapRule(protocol, name, cells, verdictOf, chains);
  if (!hasPorts(protocol)) throw new Error(`protocol ${protocol} has no cells`);
  const entries = cells.map((cell) => ({ key: keyRange(cell.first, cell.last), ...verdictOf(cell) }));
  const field = protocol === TCP ? 'tcp dport' : 'udp dport';
  return { matches: [], action: { kind: 'map', fields: [field], entries }, counter: false, comment: '' };
}

/** What to do with the packets of a cell. Cells of one protocol with the same peers share a chain, if the same counters count them. */
function cellVerdicts<P extends Point>(
  context: DirectionContext<P>,
  protocol: number,
  name: string,
  chains: DraftChain[],
): (cell: FactoredCell<P>) => CellVerdict {
  const { factored, ruleset, counters, direction } = context;
  const known = new Map<string, Map<Peers<P>, NftVerdict>>();
  return ({ first, last, peers }) => {
    const part: Part<P> = { protocols: [protocol, protocol], cells: [first, last], peers };
    const origins = originsOf(factored.space, ruleset.allows, part);
    const comment = provenanceText(origins);
    if (isEveryone(factored.space, peers) && !counters) return { verdict: accept, comment };
    const counted = counters?.of(origins, direction).map((counter) => counter.name) ?? [];
    const alike = known.get(counted.join()) ?? new Map<Peers<P>, NftVerdict>();
    known.set(counted.join(), alike);
    const shared = alike.get(peers);
    if (shared) return { verdict: shared, comment };
    const chain = `${name}-${first}`;
    chains.push({ name: chain, comment: '', rules: peerRules(context, part, chain, origins) });
    const verdict: NftVerdict = { kind: 'goto', chain };
    alike.set(peers, verdict);
    return { verdict, comment };
  };
}

/** How a protocol is called in names: `tcp4`, `icmp6`, `p50v4`. */
function protocolPlace<P extends Point>({ factored }: DirectionContext<P>, protocol: number): string {
  const version = factored.space.family === 'ipv4' ? 4 : 6;
  if (protocol === TCP) return `tcp${version}`;
  if (protocol === UDP) return `udp${version}`;
  if (protocol === ICMP || protocol === ICMPV6)
    return protocol === ICMP && version === 6 ? 'p1v6' : `icmp${version}`;
  return `p${protocol}v${version}`;
}

function suffix<P extends Point>({ factored }: DirectionContext<P>): string {
  return factored.space.family === 'ipv4' ? '4' : '6';
}

/** Words of nft itself. Any other is looked up in /etc/protocols, which a small system may lack. */
const keyNames: ReadonlyMap<number, string> = new Map([
  [protocolNumbers.icmp, 'icmp'],
  [protocolNumbers.tcp, 'tcp'],
  [protocolNumbers.udp, 'udp'],
  [protocolNumbers.icmpv6, 'icmpv6'],
]);

function protocolKey(first: number, last: number): string {
  return first === last ? (keyNames.get(first) ?? String(first)) : `${first}-${last}`;
}
