import { isEmpty, type Point } from '../../address/intervals.js';
import { type FactoredCell, type FactoredProtocol, isEveryone, type Peers } from '../../ruleset/factored.js';
import { isIcmp } from '../../traffic/protocols.js';
import { acceptPeers, admit, commentOf } from './admit.js';
import { EVERY_CELL, type InterfaceContext } from './context.js';
import { cellPart, chainName, PREFIX, protocolPart } from './names.js';
import { portTree, type Tree } from './port-tree.js';
import { accept, type Rule } from './program.js';
import { cellAlternatives } from './traffic.js';
import { needsTree } from './tree.js';

/** A chain for the protocol: peers that may use every cell, then the cells, of which a packet has only one. */
export function lowerCells<P extends Point>(
  context: InterfaceContext<P>,
  { first: protocol, anyCell, cells }: FactoredProtocol<P>,
): Tree {
  const place = `${context.place}-${protocolPart(protocol)}`;
  const name = chainName(PREFIX + place);
  const whole = { protocols: [protocol, protocol], cells: EVERY_CELL, peers: anyCell } as const;
  const first = acceptPeers(context, whole, place, `${place}-all`);
  const { together, others } = splitCells(context, protocol, cells);
  const lowered = lowerEachCell(context, protocol, place, others);
  const tree = cellsTree(context, protocol, place, others, lowered);
  const jump: Rule = {
    matches: [{ kind: 'protocol', protocol }],
    target: { kind: 'jump', chain: name },
    comment: '',
  };
  const rules = [...first.rules, ...rulesTogether(context, protocol, place, together), ...tree.rules];
  const below = [first, tree, ...lowered].flatMap((one) => one.chains);
  return { rules: [jump], chains: [{ name, comment: '', rules }, ...below] };
}

/**
 * Where there are sets, single ports whose peers no other entry has are found in one lookup of peer and port, if they
 * are so many that they would need a tree. Peers of several entries stay a set of their own, which is there once.
 */
function splitCells<P extends Point>(
  { factored, portsMatches, isAlone, shapes }: InterfaceContext<P>,
  protocol: number,
  cells: readonly FactoredCell<P>[],
) {
  const fits = ({ first, last, peers }: FactoredCell<P>) =>
    first === last && isAlone(peers) && isEmpty(peers.shared) && !isEveryone(factored.space, peers);
  const together = portsMatches === undefined || isIcmp(protocol) ? [] : cells.filter(fits);
  if (!needsTree(together.length, shapes.ports)) return { together: [], others: cells };
  return { together, others: cells.filter((cell) => !fits(cell)) };
}

function rulesTogether<P extends Point>(
  context: InterfaceContext<P>,
  protocol: number,
  place: string,
  cells: readonly FactoredCell<P>[],
): readonly Rule[] {
  if (cells.length === 0) return [];
  const { factored, side, portsMatches } = context;
  const ports = cells.map(({ first, last, peers }) => ({
    port: `${protocolPart(protocol)}:${first}`,
    peers: peers.own,
    comment: commentOf(context, { protocols: [protocol, protocol], cells: [first, last], peers }),
  }));
  const alternatives = portsMatches!({ space: factored.space, side, place: `${place}-ports`, ports });
  return alternatives.map((matches) => ({ matches, target: accept, comment: '' }));
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
