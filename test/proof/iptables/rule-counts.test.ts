import { expect, test } from 'vitest';
import { countFaults } from '../../../src/proof/iptables/rule-counts.js';

const saved = `#SECGROUP ip6tables
*filter
:INPUT ACCEPT [0:0]
-A INPUT -j DROP
COMMIT
#SECGROUP iptables
*nat
-A PREROUTING -j DNAT
COMMIT
*filter
:INPUT ACCEPT [0:0]
-A INPUT -j DROP
-A f2b -j LOG
-A f2b -j RETURN
COMMIT
#SECGROUP ipset
-A f2b -j DROP
`;

function faultsOf(rules: readonly (readonly string[])[]): readonly string[] {
  const faults: string[] = [];
  const items = rules.map(([family, table, chain]) => ({ rule: { family, table, chain, expr: [] } }));
  countFaults(saved, JSON.stringify({ nftables: items }), (problem) => faults.push(problem));
  return faults;
}

const inputs = [
  ['ip6', 'filter', 'INPUT'],
  ['ip', 'filter', 'INPUT'],
] as const;
const f2b = ['ip', 'filter', 'f2b'] as const;

test('as many rules as there are', () =>
  expect(faultsOf([...inputs, f2b, f2b, ['ip', 'nat', 'x'], ['inet', 'filter', 'x']])).toEqual([]));

test.each<[what: string, rules: readonly (readonly string[])[], said: string]>([
  [
    'one rule that is listed as two',
    [...inputs, f2b],
    "chain 'ip filter f2b' has 1 rules, and iptables-save lists 2",
  ],
  [
    'a rule that is not listed',
    [...inputs, f2b, f2b, ['ip', 'raw', 'x']],
    "chain 'ip raw x' has 1 rules, and iptables-save lists 0",
  ],
  [
    'a rule of the other family',
    [inputs[0], ['ip6', 'filter', 'INPUT'], f2b, f2b],
    "chain 'ip6 filter INPUT' has 2 rules, and",
  ],
])('%s', (_, rules, said) => expect(faultsOf(rules)[0]).toContain(said));
