import type { ProgramStats } from '../target.js';
import { chainOf } from './hook.js';
import type { Chain, IptablesProgram, Rule } from './program.js';

export function iptablesStats({ hooks, ipv4, ipv6, early, sets }: IptablesProgram): ProgramStats {
  const chains = [...ipv4, ...ipv6, ...early.ipv4, ...early.ipv6];
  const families = [
    { filter: ipv4, raw: early.ipv4 },
    { filter: ipv6, raw: early.ipv6 },
  ];
  const walks = families.flatMap(({ filter, raw }) => {
    const longest = longestWalks(filter);
    // What comes in passes the raw table first.
    const before = raw.length === 0 ? 0 : longestWalks(raw)(chainOf('PREROUTING'));
    return hooks.map((hook) => longest(chainOf(hook)) + (hook === 'OUTPUT' ? 0 : before));
  });
  return {
    chains: chains.length,
    sets: sets.length,
    elements: sets.flatMap(({ parts }) => parts).reduce((total, { elements }) => total + elements.length, 0),
    rules: chains.reduce((total, { rules }) => total + rules.length, 0),
    worstCaseLookups: Math.max(0, ...walks),
  };
}

/**
 * How many rules of a chain, and of the chains it leads to, a packet passes at the most. The conditions of a chain's
 * jumps exclude one another (device, protocol, cell), so a packet follows at most one of them, and then the last rule. A
 * jump without conditions, to peers that may use everything, comes on top.
 */
function longestWalks(chains: readonly Chain[]): (name: string) => number {
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  const known = new Map<string, number>();
  const walk = (name: string): number => {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const { rules } = byName.get(name)!;
    const tail = rules.length === 0 ? 0 : below(rules.at(-1)!);
    const walks = rules.map((rule, i) =>
      isUnconditional(rule)
        ? i + 1
        : i + 1 + below(rule) + (comesBack(rule) ? rules.length - i - 1 + tail : 0),
    );
    const always = rules.filter((rule, i) => isUnconditional(rule) && i < rules.length - 1);
    const extra = always.reduce((total, rule) => total + below(rule), 0);
    const longest = extra + Math.max(rules.length + tail, ...walks);
    known.set(name, longest);
    return longest;
  };
  const below = ({ target }: Rule): number => ('chain' in target ? walk(target.chain) : 0);
  const comesBack = ({ target }: Rule): boolean => target.kind === 'jump' && !decides(byName, target.chain);
  return walk;
}

function isUnconditional({ matches, target }: Rule): boolean {
  return matches.length === 0 && target.kind === 'jump';
}

/** Whether no packet leaves a chain undecided. */
function decides(chains: ReadonlyMap<string, Chain>, name: string): boolean {
  const last = chains.get(name)!.rules.at(-1);
  if (!last || last.matches.length > 0) return false;
  return 'chain' in last.target ? decides(chains, last.target.chain) : last.target.kind !== 'log';
}
