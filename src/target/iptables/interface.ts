import type { Point } from '../../address/intervals.js';
import type { Space } from '../../address/space.js';
import {
  type FactoredCell,
  type FactoredProtocol,
  type FactoredRuleset,
  isEveryone,
  isNobody,
  type Peers,
} from '../../ruleset/factored.js';
import type { DirectionRuleset } from '../../ruleset/host-ruleset.js';
import type { Part } from '../../ruleset/origins.js';
import { isIcmp } from '../../traffic/protocols.js';
import { CELLS } from '../../traffic/traffic.js';
import { provenance } from '../provenance.js';
import { type PlacedPart, placedParts } from '../sets.js';
import { cellPart, chainName, PREFIX, protocolPart, treePart } from './names.js';
import type { PeerTrees } from './peer-trees.js';
import type { PeerMatches } from './peers.js';
import { portTree, type Tree } from './port-tree.js';
import { accept, type Chain, type Rule, type Side, type Target } from './program.js';
import { type Alternative, cellAlternatives, protocolMatch } from './traffic.js';
import { ADDRESS_LEVELS, needsTree, type TreeShapes } from './tree.js';

/** What the chains of one interface, direction and family are made from. */
export interface InterfaceContext<P extends Point> {
  /** `eth0-in`: chains are named after it. */
  readonly place: string;
  /** `eth0:i`: chains inside a tree of addresses are named after it. */
  readonly treePlace: string;
  readonly comment: string;
  readonly side: Side;
  readonly ruleset: DirectionRuleset;
  readonly factored: FactoredRuleset<P>;
  readonly matches: PeerMatches;
  readonly trees: PeerTrees;
  readonly shapes: TreeShapes;
  /** What becomes of packets that nothing admits. */
  readonly refusal: Target;
  /** Says that no rule of iptables is exactly this part. */
  readonly refuse: (space: Space<P>, ruleset: DirectionRuleset, part: Part<P>) => void;
}

const nothingNeeded: Tree = { rules: [], chains: [] };

const EVERY_PROTOCOL = [0, 255] as const;
const EVERY_CELL = [0, CELLS - 1] as const;

/**
 * The chain that decides on every packet of an interface in one direction, and the chains below it. No packet leaves it
 * undecided, so none can reach the chain of another interface.
 */
export function interfaceChains<P extends Point>(context: InterfaceContext<P>): readonly Chain[] {
  const { factored, place, comment, refusal } = context;
  const everyone = { protocols: EVERY_PROTOCOL, cells: EVERY_CELL, peers: factored.everything };
  const open = isEveryone(factored.space, factored.everything);
  const lowered = factored.protocols.map((protocol) => lowerProtocol(context, protocol));
  const first = acceptPeers(context, everyone, `${place}-all`, `${place}-all`);
  const rules = [
    ...first.rules,
    ...lowered.flatMap((one) => one.rules),
    ...(open ? [] : [{ matches: [], target: refusal, comment: '' }]),
  ];
  const chains = [first, ...lowered].flatMap((one) => one.chains);
  return [{ name: chainName(PREFIX + place), comment, rules }, ...chains];
}

/** One rule for each alternative of a part's peers, or a chain that the others come back from; none without peers. */
function acceptPeers<P extends Point>(
  context: InterfaceContext<P>,
  part: Part<P>,
  place: string,
  chainPlace: string,
): Tree {
  if (isNobody(part.peers)) return nothingNeeded;
  const comment = commentOf(context, part);
  const peers = alternativesOf(context, part, place, comment);
  if (needsTree(total(peers), context.shapes.addresses(total(peers)))) {
    const { chain, chains } = peersChain(context, part, chainPlace);
    return { rules: [{ matches: [], target: { kind: 'jump', chain }, comment }], chains };
  }
  return {
    rules: commented(
      comment,
      peers.flat().map((matches) => ({ matches, target: accept })),
    ),
    chains: [],
  };
}

function lowerProtocol<P extends Point>(context: InterfaceContext<P>, protocol: FactoredProtocol<P>): Tree {
  return protocol.cells.length === 0 ? lowerWhole(context, protocol) : lowerCells(context, protocol);
}

/** Protocols of which peers may use all or nothing. */
function lowerWhole<P extends Point>(
  context: InterfaceContext<P>,
  { first, last, anyCell }: FactoredProtocol<P>,
): Tree {
  const { space } = context.factored;
  const conditions: Alternative[] = [];
  for (let protocol = first; protocol <= last; protocol++) {
    const match = protocolMatch(space.family, protocol);
    if (match) conditions.push([match]);
    else
      context.refuse(space, context.ruleset, {
        protocols: [protocol, protocol],
        cells: EVERY_CELL,
        peers: anyCell,
      });
  }
  const part = { protocols: [first, last], cells: EVERY_CELL, peers: anyCell } as const;
  return admit(context, conditions, part, `${context.place}-${protocolPart(first)}`, 'jump');
}

/** A chain for the protocol: peers that may use every cell, then the cells, of which a packet has only one. */
function lowerCells<P extends Point>(
  context: InterfaceContext<P>,
  { first: protocol, anyCell, cells }: FactoredProtocol<P>,
): Tree {
  const place = `${context.place}-${protocolPart(protocol)}`;
  const name = chainName(PREFIX + place);
  const whole = { protocols: [protocol, protocol], cells: EVERY_CELL, peers: anyCell } as const;
  const first = acceptPeers(context, whole, place, `${place}-all`);
  const lowered = lowerEachCell(context, protocol, place, cells);
  const tree = cellsTree(context, protocol, place, cells, lowered);
  const jump: Rule = {
    matches: [{ kind: 'protocol', protocol }],
    target: { kind: 'jump', chain: name },
    comment: '',
  };
  const chain = { name, comment: '', rules: [...first.rules, ...tree.rules] };
  const below = [first, tree, ...lowered].flatMap((one) => one.chains);
  return { rules: [jump], chains: [chain, ...below] };
}

/** Intervals of ports, each a single rule, make a tree; types of ICMP have no ranges to make one from. */
function cellsTree<P extends Point>(
  { shapes }: InterfaceContext<P>,
  protocol: number,
  place: string,
  cells: readonly FactoredCell<P>[],
  lowered: readonly Tree[],
): Tree {
  if (isIcmp(protocol)) return { rules: lowered.flatMap(({ rules }) => rules), chains: [] };
  const ports = cells.map(({ first, last }, i) => ({ first, last, rule: lowered[i]!.rules[0]! }));
  return portTree(protocol, place, ports, shapes.ports);
}

/** Cells with the same peers go to the same chain, which the first of them names. */
function lowerEachCell<P extends Point>(
  context: InterfaceContext<P>,
  protocol: number,
  place: string,
  cells: readonly FactoredCell<P>[],
): readonly Tree[] {
  const places = new Map<Peers<P>, string>();
  return cells.map(({ first, last, peers }) => {
    const known = places.get(peers);
    const ownPlace = known ?? `${place}-${cellPart(protocol, first)}`;
    places.set(peers, ownPlace);
    const part = { protocols: [protocol, protocol], cells: [first, last], peers } as const;
    const { rules, chains } = admit(context, cellAlternatives(protocol, first, last), part, ownPlace, 'goto');
    return { rules, chains: known === undefined ? chains : [] };
  });
}

/** Lets the peers of a part through under each of the conditions: in one rule, or by a chain of the peers. */
function admit<P extends Point>(
  context: InterfaceContext<P>,
  conditions: readonly Alternative[],
  part: Part<P>,
  place: string,
  how: 'jump' | 'goto',
): Tree {
  if (conditions.length === 0) return nothingNeeded;
  const comment = commentOf(context, part);
  const peers = alternativesOf(context, part, place, comment);
  if (total(peers) === 1) {
    const [only] = peers.flat();
    const rules = conditions.map((condition) => ({ matches: [...condition, ...only!], target: accept }));
    return { rules: commented(comment, rules), chains: [] };
  }
  const { chain, chains } = peersChain(context, part, place);
  const rules = conditions.map((matches) => ({ matches, target: { kind: how, chain } as const }));
  return { rules: commented(comment, rules), chains };
}

/** A chain that accepts the peers, and lets everybody else come back. */
function peersChain<P extends Point>(
  context: InterfaceContext<P>,
  part: Part<P>,
  place: string,
): { readonly chain: string; readonly chains: readonly Chain[] } {
  const parts = placedParts(part.peers, place);
  const lowered = parts.map((one) => partRules(context, part, one, parts.length > 1));
  const rules = lowered.flatMap((one) => one.rules);
  const chains = lowered.flatMap((one) => one.chains);
  const [only, ...more] = rules;
  if (more.length === 0 && only && 'chain' in only.target) return { chain: only.target.chain, chains };
  const chain = chainName(PREFIX + place);
  return { chain, chains: [{ name: chain, comment: '', rules }, ...chains] };
}

/** Rules that accept one set of an entry's peers, or one that goes through its tree and comes back. */
function partRules<P extends Point>(
  { factored: { space }, matches, side, shapes, trees, treePlace }: InterfaceContext<P>,
  part: Part<P>,
  { set, place }: PlacedPart<P>,
  isOneOfTwo: boolean,
): Tree {
  const use = { space, peers: set, side, place, comment: '' };
  const alternatives = matches(use);
  if (!needsTree(alternatives.length, shapes.addresses(alternatives.length))) {
    return { rules: alternatives.map((one) => ({ matches: one, target: accept, comment: '' })), chains: [] };
  }
  const isShared = set === part.peers.shared;
  const stem = `${treePlace}${treePart(part)}${isShared ? '.' : ':'}`;
  const levels = isShared || isOneOfTwo ? ADDRESS_LEVELS - 1 : ADDRESS_LEVELS;
  const { chain, chains } = trees.chainFor(use, place, stem, levels);
  return { rules: [{ matches: [], target: { kind: 'jump', chain }, comment: '' }], chains };
}

/** For each set of a part's peers, the alternatives that it is. */
function alternativesOf<P extends Point>(
  { matches, factored: { space }, side }: InterfaceContext<P>,
  { peers }: Part<P>,
  place: string,
  comment: string,
): readonly (readonly Alternative[])[] {
  return placedParts(peers, place).map((one) =>
    matches({ space, peers: one.set, side, place: one.place, comment }),
  );
}

function total(lists: readonly (readonly unknown[])[]): number {
  return lists.reduce((sum, { length }) => sum + length, 0);
}

function commentOf<P extends Point>({ factored, ruleset }: InterfaceContext<P>, part: Part<P>): string {
  return provenance(factored.space, ruleset, part);
}

/** The comment stands before the first of the rules that it speaks of. */
function commented(comment: string, rules: readonly Omit<Rule, 'comment'>[]): readonly Rule[] {
  return rules.map((rule, i) => ({ ...rule, comment: i === 0 ? comment : '' }));
}
