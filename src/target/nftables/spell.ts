import type {
  DraftChain,
  DraftMatch,
  DraftRule,
  NftChain,
  NftField,
  NftMatch,
  NftPeers,
  NftRule,
} from './program.js';

/**
 * Writes the peers of rules down as sets without names. Where one rule alone asks for them, they stand in it; where several do, in a
 * chain that all of them jump to, so that an element is there once for each side (source, destination) that is asked for.
 *
 * Sets without names belong to one rule of one load. A set with a name would be filled anew by the next load while packets
 * that are still in the rules of the last one look into it, and meet what neither of both allows.
 */
export function spellPeers(chains: readonly DraftChain[]): readonly NftChain[] {
  const uses = countUses(chains);
  const shared = new Map<string, NftChain>();
  const spelled = chains.map((chain) => ({
    ...chain,
    rules: chain.rules.flatMap((rule) => spellRule(rule, uses, shared)),
  }));
  return [...spelled, ...shared.values()];
}

type PeersMatch = Extract<DraftMatch, { kind: 'peers' }>;

function isPeers(match: DraftMatch): match is PeersMatch {
  return match.kind === 'peers';
}

/** `list-office-v4-from`: the sources that are the list's. */
function chainName({ field, peers }: PeersMatch): string {
  return `${peers.name}-${field.endsWith('saddr') ? 'from' : 'to'}`;
}

function countUses(chains: readonly DraftChain[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { rules } of chains) {
    for (const match of rules.flatMap(({ matches }) => matches.filter(isPeers)))
      uses.set(chainName(match), (uses.get(chainName(match)) ?? 0) + 1);
  }
  return uses;
}

function spellRule(
  rule: DraftRule,
  uses: ReadonlyMap<string, number>,
  shared: Map<string, NftChain>,
): readonly NftRule[] {
  const asked = rule.matches.find(isPeers);
  const others = rule.matches.filter((match): match is NftMatch => !isPeers(match));
  if (!asked) return [{ ...rule, matches: others }];
  if (others.length !== rule.matches.length - 1) throw new Error(`a rule asks for peers twice`);
  // What is counted is counted by rule, so there every rule has its own sets.
  if (rule.counter || rule.counts || rule.action.kind !== 'accept' || uses.get(chainName(asked)) === 1)
    return lookups(asked.field, asked.peers).map((match) => ({ ...rule, matches: [...others, match] }));
  const chain = shared.get(chainName(asked)) ?? sharedChain(asked);
  shared.set(chain.name, chain);
  return [{ ...rule, matches: others, action: { kind: 'jump', chain: chain.name } }];
}

function sharedChain(match: PeersMatch): NftChain {
  const rules = lookups(match.field, match.peers).map(
    (lookup): NftRule => ({ matches: [lookup], action: { kind: 'accept' }, counter: false, comment: '' }),
  );
  return { name: chainName(match), comment: '', rules };
}

function lookups(field: NftField, { sets }: NftPeers): readonly NftMatch[] {
  if (sets.length === 0) throw new Error('a rule lost its peers');
  return sets.map((set) => ({ kind: 'lookup', field, ...set }));
}
