import { matchClause, targetClause } from '../../../src/target/iptables/clause.js';
import type { IptablesOptions } from '../../../src/target/iptables/lower.js';
import type { Chain } from '../../../src/target/iptables/program.js';
import { lower, noBaseline, type TestHost, type TestRule } from './host.js';

type Family = 'ipv4' | 'ipv6';

/** The rules of one chain as `matches target`, without comments; a chain that is not there is an error. */
export function rulesOf(chains: readonly Chain[], name: string): readonly string[] {
  const chain = chains.find((one) => one.name === name);
  if (!chain)
    throw new Error(`there is no chain '${name}', only ${chains.map((one) => one.name).join(', ')}`);
  return chain.rules.map(({ matches, target }) =>
    [...matches.map(matchClause), targetClause(target)].filter((clause) => clause !== '').join(' '),
  );
}

export function hookRules(host: TestHost, chain: string, family: Family = 'ipv4'): readonly string[] {
  return rulesOf(lower(host)[family], chain);
}

/** The chains below the interface eth0 in one direction, each line with the chain's name but for `SECG-eth0-`. */
export function interfaceRules(
  rules: readonly TestRule[],
  family: Family = 'ipv4',
  options: IptablesOptions = { sets: false },
  direction: 'ingress' | 'egress' = 'ingress',
): readonly string[] {
  const program = lower(
    { settings: { baseline: noBaseline }, interfaces: [{ id: 'eth0', [direction]: rules }] },
    options,
  );
  const prefix = `SECG-eth0-${direction === 'ingress' ? 'in' : 'out'}`;
  const chains = program[family].filter(({ name }) => name.startsWith(prefix));
  return chains.flatMap(({ name }) =>
    rulesOf(chains, name).map((rule) => `${name.slice('SECG-eth0-'.length)}: ${rule}`),
  );
}
