import type { ProgramStats } from '../target.js';
import type { NftAction, NftChain, NftProgram, NftRule, NftVerdict } from './program.js';

export function nftStats({ chains }: NftProgram): ProgramStats {
  const sets = chains.flatMap(({ rules }) =>
    rules.flatMap(({ matches }) => matches.flatMap((match) => (match.kind === 'lookup' ? [match] : []))),
  );
  return {
    chains: chains.length,
    sets: sets.length,
    elements: sets.reduce((total, { count }) => total + count, 0),
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
 * The longest way of a packet through a base chain: at each rule it goes on, or where the rule may send it. What comes in
 * passes the chain before connection tracking first.
 */
function worstCaseLookups(chains: readonly NftChain[]): number {
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  const known = new Map<string, number>();
  const costOf = (name: string): number => {
    const cost = known.get(name) ?? byName.get(name)!.rules.reduceRight(costFrom, 0);
    known.set(name, cost);
    return cost;
  };
  /** What a rule costs with everything behind it; who is sent away by `goto` does not come back to that. */
  const costFrom = (behind: number, { action }: NftRule): number =>
    1 + verdictsOf(action).reduce((most, verdict) => Math.max(most, costBy(verdict, behind)), behind);
  const costBy = (verdict: NftVerdict, behind: number): number => {
    if (verdict.kind === 'jump') return costOf(verdict.chain) + behind;
    return verdict.kind === 'goto' ? costOf(verdict.chain) : 0;
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

function verdictsOf(action: NftAction): readonly NftVerdict[] {
  if (action.kind === 'map') return action.entries.map(({ verdict }) => verdict);
  return 'chain' in action ? [action] : [];
}
