import type { ProgramStats } from '../target.js';
import type { NftChain, NftProgram, NftRule } from './program.js';

export function nftStats({ sets, chains }: NftProgram): ProgramStats {
  return {
    chains: chains.length,
    sets: sets.length,
    elements: sets.reduce((total, { elements }) => total + elements.length, 0),
    rules: chains.reduce(
      (total, { rules }) => total + rules.reduce((sum, rule) => sum + ruleCount(rule), 0),
      0,
    ),
    worstCaseLookups: worstCaseLookups(chains),
  };
}

function ruleCount({ action }: NftRule): number {
  return action.kind === 'map' ? action.entries.length : 1;
}

/**
 * Every rule of a chain is passed in the worst case, and the longest of the chains that a map leads to. What comes in passes
 * the chain before connection tracking first.
 */
function worstCaseLookups(chains: readonly NftChain[]): number {
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  const known = new Map<string, number>();
  const costOf = (name: string): number => {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const cost = byName.get(name)!.rules.reduce((total, rule) => total + 1 + targetCost(rule), 0);
    known.set(name, cost);
    return cost;
  };
  const targetCost = ({ action }: NftRule): number => {
    if (action.kind === 'goto' || action.kind === 'jump') return costOf(action.chain);
    if (action.kind !== 'map') return 0;
    return action.entries.reduce(
      (most, { verdict }) => Math.max(most, 'chain' in verdict ? costOf(verdict.chain) : 0),
      0,
    );
  };
  const longest = (which: (hook: NftChain['hook']) => boolean) =>
    chains
      .filter(({ hook }) => hook && which(hook))
      .reduce((most, { name }) => Math.max(most, costOf(name)), 0);
  const early = longest((hook) => hook === 'prerouting');
  const inbound = longest((hook) => hook === 'input' || hook === 'forward');
  return Math.max(
    early + inbound,
    longest((hook) => hook === 'output'),
  );
}
