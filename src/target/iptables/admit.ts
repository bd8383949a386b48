import type { Point } from '../../address/intervals.js';
import { isNobody } from '../../ruleset/factored.js';
import type { Part } from '../../ruleset/origins.js';
import { provenance } from '../provenance.js';
import { type PlacedPart, placedParts } from '../sets.js';
import type { InterfaceContext } from './context.js';
import { chainName, PREFIX, treePart } from './names.js';
import type { Tree } from './port-tree.js';
import { accept, type Chain, type Rule } from './program.js';
import type { Alternative } from './traffic.js';
import { ADDRESS_LEVELS, needsTree } from './tree.js';

export const nothingNeeded: Tree = { rules: [], chains: [] };

/** One rule for each alternative of a part's peers, or a chain that the others come back from; none without peers. */
export function acceptPeers<P extends Point>(
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

/** Lets the peers of a part through under each of the conditions: in one rule, or by a chain of the peers. */
export function admit<P extends Point>(
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
  // The chain that asks for both is named after the place.
  const root = isOneOfTwo && !isShared ? stem : place;
  const { chain, chains } = trees.chainFor(use, root, stem, levels);
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

export function commentOf<P extends Point>(
  { factored, ruleset }: InterfaceContext<P>,
  part: Part<P>,
): string {
  return provenance(factored.space, ruleset, part);
}

/** The comment stands before the first of the rules that it speaks of. */
function commented(comment: string, rules: readonly Omit<Rule, 'comment'>[]): readonly Rule[] {
  return rules.map((rule, i) => ({ ...rule, comment: i === 0 ? comment : '' }));
}
